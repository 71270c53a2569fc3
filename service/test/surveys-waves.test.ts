import { expect } from 'chai';
import { buildPair } from './support/builders.js';
import { DAY_MS, eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, surveyWorld, type WaveInput } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('surveys: waves', () => {
    const w = surveyWorld(openDb);
    const at = (waveId: string) => ({ programmeId: w.programmeId, waveId });
    const change = async (waveId: string, fields: Partial<WaveInput>) => {
      const { version } = await w.boss.getWave(at(waveId));
      return w.boss.updateWave({ ...at(waveId), ...NOVEMBER, ...fields, version });
    };
    const refused = async (call: Promise<unknown>) => problemsOf(await rejection(call));

    it('say by the field what cannot be', async () => {
      expect(await refused(w.wave({ startsOn: '2026-11-30', endsOn: '2026-11-01' }))).to.deep.equal(
        ['endsOn: wave.dates'],
      );
      expect(await refused(w.wave({ startsOn: '2026-11-31' }))).to.deep.equal([
        'startsOn: date.format',
      ]);
      expect(await refused(w.wave({ form: 'pupil_pupil' }))).to.deep.equal([
        'form: wave.formNotUsed',
      ]);
      expect(await refused(w.wave({ breakdown: 'form' }))).to.deep.equal([
        'breakdown: wave.breakdown',
      ]);
      expect(await refused(w.wave({ endsOn: '2026-11-09' }))).to.deep.equal(['endsOn: wave.over']);
    });

    it('are opened for somebody', async () => {
      const nobody = { groups: ['такой группы нет'] };
      expect(await refused(w.wave(nobody))).to.deep.equal([': wave.nobody']);
      // Until its first day somebody may come.
      expect(await w.wave({ ...nobody, startsOn: '2026-11-20' })).to.include({ state: 'planned' });
    });

    it('tell how many have answered and who has not, in the order of names', async () => {
      const { waveId, title } = await w.wave();
      expect(title).to.equal('Анкета');
      await w.save(w.mentee(2), waveId, ANSWERS);
      await w.save(w.mentee(1), waveId, ANSWERS, { final: false });
      expect(await w.boss.getWave(at(waveId))).to.include({
        answered: 1,
        missing: 2,
        state: 'open',
      });
      const missing = await w.boss.listWavePeople(at(waveId));
      const names = [w.mentee(0), w.mentee(1)].map((one) => one.name).sort();
      expect(missing.rows.map((one) => one.name)).to.deep.equal(names);
      expect(missing.rows.map((one) => one.answerState).sort()).to.deep.equal(['draft', 'none']);
      expect(missing.total).to.equal(2);
      const page = await w.boss.listWavePeople({ ...at(waveId), page: 2, pageSize: 1 });
      expect(page.rows.map((one) => one.name)).to.deep.equal(names.slice(1));
      const done = await w.boss.listWavePeople({ ...at(waveId), state: 'submitted' });
      expect(done.rows.map((one) => one.personId)).to.deep.equal([w.mentee(2).personId]);
    });

    it('that are over do not wait for who came later; opened again, they ask them too', async () => {
      const { waveId } = await w.wave();
      const at = { programmeId: w.programmeId, waveId };
      await w.save(w.mentee(), waveId, ANSWERS);
      w.service.clock.advance(30 * DAY_MS);
      const late = await w.person();
      const here = { programme_id: w.programmeId, person_id: late.personId };
      await w.db('participations').where(here).update({ created_at: w.service.clock.now() });
      const missing = async () => {
        const [{ total }, { missing: n, answered }] = [
          await w.boss.listWavePeople({ ...at, state: 'missing' }),
          await w.boss.getWave(at),
        ];
        expect([n, answered]).to.deep.equal([total, 1]);
        return n;
      };
      expect(await missing()).to.equal(2);
      const { version, title, startsOn } = await w.boss.getWave(at);
      const longer = { startsOn, endsOn: '2026-12-31' };
      await w.boss.updateWave({ ...at, title, ...longer, version });
      expect(await missing()).to.equal(3);
    });

    it('find people by their names, with how many there are', async () => {
      await w.addMentees(1, { familyName: 'Ёлкина', givenName: 'Анна' });
      const { waveId } = await w.wave();
      const search = async (text: string, state: 'missing' | 'submitted' = 'missing') => {
        const { rows, total } = await w.boss.listWavePeople({ ...at(waveId), search: text, state });
        return [total, ...rows.map((one) => one.name)];
      };
      expect(await search('елкина')).to.deep.equal([1, 'Ёлкина Анна']);
      expect(await search('анна ёлк')).to.deep.equal([1, 'Ёлкина Анна']);
      expect(await search('никого')).to.deep.equal([0]);
      await w.save(w.mentee(3), waveId, ANSWERS);
      expect(await search('ёлкина')).to.deep.equal([0]);
      expect(await search('ёлкина', 'submitted')).to.deep.equal([1, 'Ёлкина Анна']);
    });

    it('are listed by what they are today', async () => {
      const { programmeId } = w;
      const { questionnaireId } = await w.questionnaire();
      const draft = await w.boss.createWave({ programmeId, questionnaireId, ...NOVEMBER });
      const open = await w.wave({}, questionnaireId);
      const planned = await w.wave({ startsOn: '2026-11-29' }, questionnaireId);
      const closed = await w.wave({}, questionnaireId);
      await w.setState(closed.waveId, 'closed');
      const listed = async (state: 'draft' | 'planned' | 'open' | 'closed') => {
        const { rows, total } = await w.boss.listWaves({ programmeId, state });
        expect(total).to.equal(rows.length);
        for (const row of rows) expect(row.state).to.equal(state);
        return rows.map((row) => row.waveId).sort();
      };
      expect(await listed('draft')).to.deep.equal([draft.waveId]);
      expect(await listed('open')).to.deep.equal([open.waveId]);
      expect(await listed('planned')).to.deep.equal([planned.waveId]);
      expect(await listed('closed')).to.deep.equal([closed.waveId]);
      w.service.clock.set('2026-12-01T09:00:00Z');
      expect(await listed('open')).to.deep.equal([]);
      expect(await listed('closed')).to.deep.equal(
        [open.waveId, planned.waveId, closed.waveId].sort(),
      );
      w.service.clock.set('2026-11-30T09:00:00Z');
      expect(await listed('planned')).to.deep.equal([]);
    });

    it('are offered the groups of the programme’s people', async () => {
      await w.addMentees(2, { groupName: 'СА-31' });
      await w.addMentees(1, { groupName: 'ИС-21' });
      const { groups } = await w.boss.listSurveyGroups({ programmeId: w.programmeId });
      expect(groups).to.deep.equal(['ИС-21', 'СА-31']);
    });

    it('of an anonymous one tell who has answered, and not who has begun', async () => {
      const { waveId } = await w.wave({ anonymous: true });
      await w.save(w.mentee(0), waveId, ANSWERS);
      await w.save(w.mentee(1), waveId, ANSWERS, { final: false });
      const { rows } = await w.boss.listWavePeople(at(waveId));
      expect(rows.map((one) => one.answerState)).to.deep.equal(['none', 'none']);
      const done = await w.boss.listWavePeople({ ...at(waveId), state: 'submitted' });
      expect(done.total).to.equal(1);
    });

    it('are listed by as many statements for many as for few', async () => {
      await w.wave();
      const list = () => w.boss.listWaves({ programmeId: w.programmeId });
      const few = await statementsOf(w.db, list);
      for (let i = 0; i < 5; i += 1) await w.wave({ endsOn: `2026-12-0${i + 1}` });
      const many = await statementsOf(w.db, list);
      expect(many.length).to.equal(few.length);
      const { rows, total } = await list();
      expect(total).to.equal(6);
      expect(rows[0]?.endsOn).to.equal('2026-12-05');
      const again = await statementsOf(w.db, list);
      expect(again.length, 'remembered').to.equal(1);
    });

    it('once answered, whom they ask and whether they are anonymous stays', async () => {
      const { waveId } = await w.wave({ anonymous: true });
      await w.save(w.mentee(), waveId, ANSWERS);
      const refusedNow = await refused(
        change(waveId, { form: 'teacher_teacher', groups: ['ИС-21'] }),
      );
      expect(refusedNow).to.deep.equal([
        'form: wave.answered',
        'groups: wave.answered',
        'anonymous: wave.answered',
      ]);
      const later = await change(waveId, { anonymous: true, endsOn: '2026-12-10', title: 'Опрос' });
      expect(later).to.include({ endsOn: '2026-12-10', title: 'Опрос', anonymous: true });
    });

    it('an anonymous one that has ended is neither prolonged nor opened again', async () => {
      const { waveId } = await w.wave({ anonymous: true });
      await w.save(w.mentee(), waveId, ANSWERS);
      w.service.clock.set('2026-12-01T09:00:00Z');
      expect(
        await refused(change(waveId, { anonymous: true, endsOn: '2026-12-10' })),
      ).to.deep.equal(['endsOn: wave.closedForGood']);
      await w.setState(waveId, 'closed');
      expect(await refused(w.setState(waveId, 'open'))).to.deep.equal([
        'state: wave.closedForGood',
      ]);
    });

    it('a named one can be opened again, and not opened twice', async () => {
      const { waveId } = await w.wave();
      expect(await refused(w.setState(waveId, 'open'))).to.deep.equal(['state: wave.transition']);
      await w.setState(waveId, 'closed');
      expect(await refused(w.setState(waveId, 'closed'))).to.deep.equal(['state: wave.transition']);
      expect((await w.setState(waveId, 'open')).state).to.equal('open');
    });

    it('a change over an old version is told of the new one', async () => {
      const { waveId, version } = await w.wave();
      await change(waveId, { title: 'Иначе' });
      const stale = w.boss.updateWave({ ...at(waveId), ...NOVEMBER, version });
      const error = await rejection(stale);
      expect(error.code).to.equal('changed_meanwhile');
      expect(error.details['current']).to.deep.include({ title: 'Иначе' });
    });

    it('are for a curator those of their forms, and for others not there', async () => {
      const curator = await w.person({ roles: ['curator'], scopeForms: ['student_student'] });
      const mentors = [await w.person({ roles: ['mentor'] })];
      for (const form of ['student_student', 'teacher_teacher'] as const) {
        const mentees = [await w.person({ roles: ['mentee'] })];
        await buildPair(w.db, w.programme, { mentors, mentees }, { form });
      }
      const own = await w.wave({ form: 'student_student' });
      const others = await w.wave({ form: 'teacher_teacher' });
      const all = await w.wave();
      const { rows } = await w.as(curator).listWaves({ programmeId: w.programmeId });
      expect(rows.map((one) => one.waveId)).to.deep.equal([own.waveId]);
      for (const { waveId } of [others, all]) {
        for (const call of [
          w.as(curator).getWave(at(waveId)),
          w.as(curator).listWavePeople(at(waveId)),
          w.as(curator).getWaveResults(at(waveId)),
        ])
          expect((await rejection(call)).code).to.equal('not_found');
      }
    });

    it('leave a row in the journal for each change', async () => {
      const { waveId } = await w.wave();
      await change(waveId, { endsOn: '2026-12-01' });
      const rows = await w.db('journal').where('entity_id', waveId).orderBy('id');
      expect(rows.map((row) => row.action)).to.deep.equal([
        'survey_wave.created',
        'survey_wave.state',
        'survey_wave.changed',
      ]);
      expect(JSON.stringify(rows[2])).to.contain('2026-12-01');
    });
  });
});
