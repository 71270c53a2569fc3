import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { buildPair, eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, surveyWorld } from './support/survey-world.js';

const AT_ONCE = 200;

eachDatabase((openDb) => {
  describe('surveys: answering', () => {
    const w = surveyWorld(openDb);
    const mine = (waveId: string, i = 0) =>
      w.as(w.mentee(i)).getMySurvey({ programmeId: w.programmeId, waveId });
    const refusal = async (call: Promise<unknown>) => {
      const error = await rejection(call);
      return [error.code, ...problemsOf(error)];
    };

    it('is saved on the way, handed in, changed, and one set of answers in the end', async () => {
      const { waveId } = await w.wave();
      expect(await mine(waveId)).to.include({ answerState: 'none', version: 0, state: 'open' });
      const first = await w.save(w.mentee(), waveId, { met: true }, { final: false });
      expect(first).to.deep.equal({ answerState: 'draft', answers: { met: true }, version: 1 });
      const second = await w.save(w.mentee(), waveId, ANSWERS, { version: 1 });
      expect(second).to.deep.include({ answerState: 'submitted', version: 2 });
      const changed = { met: false, comfort: 9 };
      await w.save(w.mentee(), waveId, changed, { final: false, version: 2 });
      const seen = await mine(waveId);
      expect(seen).to.deep.include({ answers: changed, answerState: 'submitted', version: 3 });
      expect(seen.definition.questions.map((q) => q.code)).to.deep.equal([
        'met',
        'where',
        'comfort',
        'words',
      ]);
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.have.length(1);
      expect(await w.db('survey_receipts').where('wave_id', waveId)).to.have.length(1);
    });

    it('words saved on the way leave alone what others’ pages remember', async () => {
      const { waveId } = await w.wave();
      const revision = async () =>
        (await w.db('programmes').where('id', w.programmeId).first('revision')).revision;
      await w.save(w.mentee(), waveId, { met: true }, { final: false });
      const begun = await revision();
      await w.save(w.mentee(), waveId, { met: false }, { final: false, version: 1 });
      expect(await revision()).to.equal(begun);
      await w.save(w.mentee(), waveId, ANSWERS, { version: 2 });
      expect(await revision()).to.be.greaterThan(begun);
    });

    it('says by the question what is wrong, and keeps nothing of it', async () => {
      const { waveId } = await w.wave();
      expect(
        await refusal(w.save(w.mentee(), waveId, { met: true, comfort: 11, x: 1 })),
      ).to.deep.equal([
        'invalid',
        'answers.comfort: answer.outOfScale',
        'answers.x: answer.unknown',
        'answers.where: answer.required',
      ]);
      const long = { ...ANSWERS, where: 'я'.repeat(1_000_000) };
      expect(await refusal(w.save(w.mentee(), waveId, long, { final: false }))).to.deep.equal([
        'invalid',
        'answers.where: answer.tooLong',
      ]);
      expect(await mine(waveId)).to.deep.include({ answers: {}, answerState: 'none', version: 0 });
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.have.length(0);
    });

    it('what was handed in stays complete', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(), waveId, ANSWERS);
      const less = w.save(w.mentee(), waveId, { met: true }, { final: false, version: 1 });
      expect(await refusal(less)).to.deep.equal([
        'invalid',
        'answers.where: answer.required',
        'answers.comfort: answer.required',
      ]);
      expect((await mine(waveId)).answers).to.deep.equal(ANSWERS);
    });

    it('sent twice is saved once; other words over an old version lose nothing', async () => {
      const { waveId } = await w.wave();
      const [a, b] = await Promise.all([
        w.save(w.mentee(), waveId, ANSWERS),
        w.save(w.mentee(), waveId, ANSWERS),
      ]);
      expect([a.version, b.version]).to.deep.equal([1, 1]);
      const error = await rejection(w.save(w.mentee(), waveId, { ...ANSWERS, comfort: 1 }));
      expect(error.code).to.equal('changed_meanwhile');
      expect(error.details['current']).to.deep.equal({
        answers: ANSWERS,
        answerState: 'submitted',
        version: 1,
      });
    });

    it('two tabs at once: one is told of the other', async () => {
      const { waveId } = await w.wave();
      const tabs = await Promise.allSettled(
        [1, 2, 3].map((comfort) => w.save(w.mentee(), waveId, { ...ANSWERS, comfort })),
      );
      expect(tabs.filter((one) => one.status === 'fulfilled')).to.have.length(1);
      for (const one of tabs)
        if (one.status === 'rejected') expect(one.reason.code).to.equal('changed_meanwhile');
      expect((await mine(waveId)).version).to.equal(1);
    });

    for (const anonymous of [false, true]) {
      it(`200 at once, ${anonymous ? 'anonymous' : 'named'}: none lost, none double`, async () => {
        const { waveId } = await w.wave({ anonymous });
        await w.addMentees(AT_ONCE - w.mentees.length);
        const all = w.mentees.map((one, i) =>
          w.save(one, waveId, { met: false, comfort: (i % 10) + 1 }),
        );
        const twice = w.mentees.map((one, i) =>
          w.save(one, waveId, { met: false, comfort: (i % 10) + 1 }),
        );
        const done = await Promise.all([...all, ...twice]);
        expect(done.every(({ version }) => version === 1)).to.equal(true);
        const rows = await w.db('survey_responses').where('wave_id', waveId).select('respondent');
        expect(rows).to.have.length(AT_ONCE);
        expect(new Set(rows.map((row) => row.respondent)).size).to.equal(AT_ONCE);
        const seen = await w.boss.getWave({ programmeId: w.programmeId, waveId });
        expect(seen).to.include({ answered: AT_ONCE, missing: 0 });
        const closed = await w.setState(waveId, 'closed');
        expect(closed.state).to.equal('closed');
        const results = await w.boss.getWaveResults({ programmeId: w.programmeId, waveId });
        const comfort = results.questions.find((q) => q.code === 'comfort');
        expect(comfort?.counts.map(({ n }) => n)).to.deep.equal(Array(10).fill(AT_ONCE / 10));
      }).timeout(120_000);
    }

    it('costs as many statements in a wave of many as in one of few', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(0), waveId, ANSWERS);
      const few = await statementsOf(w.db, () => w.save(w.mentee(1), waveId, ANSWERS));
      await w.addMentees(20);
      for (const one of w.mentees.slice(3)) await w.save(one, waveId, ANSWERS);
      const many = await statementsOf(w.db, () => w.save(w.mentee(2), waveId, ANSWERS));
      expect(many.length).to.equal(few.length);
      expect(many.length).to.be.at.most(16);
    });

    it('begins on the first day, ends after the last, and ends when it is closed', async () => {
      const { waveId } = await w.wave({ startsOn: '2026-11-11' });
      const closed = async () => refusal(w.save(w.mentee(), waveId, ANSWERS));
      expect(await closed()).to.deep.equal(['conflict', ': wave.notOpen']);
      w.service.clock.set('2026-11-30T20:59:59Z');
      await w.save(w.mentee(1), waveId, ANSWERS);
      // Midnight in Moscow.
      w.service.clock.set('2026-11-30T21:00:00Z');
      expect(await closed()).to.deep.equal(['conflict', ': wave.closed']);
      expect((await mine(waveId, 1)).answers).to.deep.equal(ANSWERS);
      w.service.clock.set('2026-11-20T09:00:00Z');
      await w.setState(waveId, 'closed');
      expect(await closed()).to.deep.equal(['conflict', ': wave.closed']);
      await w.setState(waveId, 'open');
      await w.save(w.mentee(), waveId, ANSWERS);
    });

    it('while it is being closed, an answer is either taken and counted or refused', async () => {
      const { waveId } = await w.wave();
      await w.addMentees(20);
      const saving = w.mentees.map((one) =>
        w.save(one, waveId, ANSWERS).then(
          () => true,
          () => false,
        ),
      );
      await w.setState(waveId, 'closed');
      const taken = (await Promise.all(saving)).filter(Boolean).length;
      const { answered } = await w.boss.getWave({ programmeId: w.programmeId, waveId });
      expect(answered).to.equal(taken);
    });

    it('is asked of those in the role, form and groups of the wave, and of nobody else', async () => {
      await w.addMentees(1, { groupName: 'ИС-21', state: 'candidate' });
      const inGroup = w.mentee(3);
      await buildPair(
        w.db,
        w.programme,
        { mentors: [w.mentor], mentees: [w.mentee(0)] },
        { form: 'teacher_teacher' },
      );
      const byGroup = await w.wave({ groups: ['ИС-21', 'ИС-22'] });
      const byForm = await w.wave({ form: 'teacher_teacher' });
      const everybody = await w.wave();
      const asked = async (i: number) => {
        const { rows } = await w.as(w.mentee(i)).listMySurveys({ programmeId: w.programmeId });
        return rows.map(({ waveId }) => waveId).sort();
      };
      expect(await asked(0)).to.deep.equal([byForm.waveId, everybody.waveId].sort());
      expect(await asked(3)).to.deep.equal([byGroup.waveId, everybody.waveId].sort());
      expect([byGroup.missing, byForm.missing, everybody.missing]).to.deep.equal([1, 1, 4]);
      expect(await refusal(w.save(w.mentee(1), byForm.waveId, ANSWERS))).to.deep.equal([
        'not_found',
      ]);
      expect(await refusal(w.save(w.mentor, everybody.waveId, ANSWERS))).to.deep.equal([
        'not_found',
      ]);
      await w.save(inGroup, byGroup.waveId, ANSWERS);
      const { rows } = await w.as(inGroup).listMySurveys({ programmeId: w.programmeId });
      expect(rows.find((row) => row.waveId === byGroup.waveId)?.answerState).to.equal('submitted');
    });

    it('a draft is nobody’s to answer', async () => {
      const { questionnaireId } = await w.questionnaire();
      const { programmeId } = w;
      const { waveId } = await w.boss.createWave({ programmeId, questionnaireId, ...NOVEMBER });
      expect(await refusal(mine(waveId))).to.deep.equal(['not_found']);
      expect((await w.as(w.mentee()).listMySurveys({ programmeId })).total).to.equal(0);
    });

    it('people are ranked among those who hold the role', async () => {
      const { programmeId } = w;
      const { questionnaireId } = await w.boss.createQuestionnaire({
        programmeId,
        templateCode: 'group_meeting_mentee',
      });
      const { waveId } = await w.wave({}, questionnaireId);
      const { people } = await mine(waveId);
      expect(people.mentor).to.deep.equal([{ personId: w.mentor.personId, name: w.mentor.name }]);
      expect(people.mentee).to.deep.equal([]);
      const wished = (personId: string) => w.save(w.mentee(), waveId, { wished: [personId] });
      for (const nobody of [newId(), w.mentee(1).personId, w.coordinator.personId, 'Иванов']) {
        expect(await refusal(wished(nobody))).to.deep.equal([
          'invalid',
          'answers.wished: answer.person',
        ]);
      }
      await wished(w.mentor.personId);
      const results = await w.boss.getWaveResults({ programmeId, waveId });
      expect(results.questions[0]?.counts).to.deep.equal([
        { value: w.mentor.personId, name: w.mentor.name, n: 1, first: 1 },
      ]);
    });

    it('leaves in the journal that something was handed in, never what', async () => {
      const { waveId } = await w.wave();
      await w.save(w.mentee(), waveId, { where: 'В школе' }, { final: false });
      await w.save(w.mentee(), waveId, ANSWERS, { version: 1 });
      const entries = await w.db('journal').where('entity_id', waveId).orderBy('id');
      expect(entries.map((one) => one.action)).to.deep.equal([
        'survey_wave.created',
        'survey_wave.state',
        'survey_wave.submitted',
      ]);
      expect(JSON.stringify(entries)).not.to.contain('В школе');
    });
  });
});
