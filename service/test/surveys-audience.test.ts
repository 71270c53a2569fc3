import { expect } from 'chai';
import { type Form, PAIR_STATES, type PairState, WAVE_AMONG } from '../api/reference.js';
import { asks } from '../surveys/wave-rules.js';
import { type BuiltPerson, buildPair, eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, NOVEMBER, surveyWorld, type WaveInput } from './support/survey-world.js';

const FORMS: readonly Form[] = ['student_student', 'teacher_student'];

eachDatabase((openDb) => {
  describe('surveys: whom a wave asks', () => {
    const w = surveyWorld(openDb);
    const at = (waveId: string) => ({ programmeId: w.programmeId, waveId });

    const pair = (mentee: BuiltPerson, state: PairState, form: Form = 'student_student') =>
      buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [mentee] }, { state, form });

    async function draft(fields: Partial<WaveInput> = {}, stage: 'entry' | 'final' = 'entry') {
      const { programmeId } = w;
      const { questionnaireId } = await w.boss.createQuestionnaire({
        programmeId,
        title: 'Анкета',
        role: 'mentee',
        stage,
        definition: { questions: [{ code: 'q', type: 'text', text: { ru: 'Как?' } }] },
      });
      return w.boss.createWave({ programmeId, questionnaireId, ...NOVEMBER, ...fields });
    }

    async function askedBy(waveId: string): Promise<Set<string>> {
      const { rows } = await w.boss.listWavePeople({ ...at(waveId), pageSize: 1000 });
      return new Set(rows.map((row) => row.personId));
    }

    /** Mentees in every state of pairs, with an account and without. */
    async function everyKind(): Promise<void> {
      for (const state of PAIR_STATES)
        for (const second of [null, ...PAIR_STATES])
          for (const form of FORMS) {
            const lmsStatus = w.mentees.length % 3 === 0 ? 'none' : 'active';
            await w.addMentees(1, { lmsStatus, groupName: form === 'student_student' ? 'А' : 'Б' });
            const mentee = w.mentee(w.mentees.length - 1);
            await pair(mentee, state);
            if (second !== null) await pair(mentee, second, form);
          }
      await w.addMentees(2, { groupName: 'А' });
      await w.addMentees(1, { lmsStatus: 'left', groupName: 'А' });
      // Of those with a completed pair alone, one waits for the next.
      await w.addMentees(2, { groupName: 'А' });
      for (const i of [1, 2]) await pair(w.mentee(w.mentees.length - i), 'completed');
      await w
        .db('participations')
        .where('person_id', w.mentee(w.mentees.length - 1).personId)
        .update({ decision: 'waiting' });
    }

    it('the list, the counts and each person’s own questionnaires say the same', async () => {
      await everyKind();
      const facts = async ({ personId }: BuiltPerson) => {
        const member = await w.db('members').where('person_id', personId).first();
        const role = await w.db('participations').where('person_id', personId).first();
        const pairs = await w
          .db('pair_members as m')
          .join('pairs as p', 'p.id', 'm.pair_id')
          .where('m.person_id', personId)
          .select('p.form', 'p.state');
        return {
          pairs,
          waiting: role.decision === 'waiting',
          group: member.group_name,
          hasAccount: member.lms_status === 'active',
        };
      };
      const people = await Promise.all(
        w.mentees.map(async (one) => ({ ...one, facts: await facts(one) })),
      );
      for (const among of WAVE_AMONG)
        for (const form of [null, ...FORMS])
          for (const groups of [null, ['А']])
            for (const guests of [true, false]) {
              const asking = { among, form, groups, guests };
              const what = JSON.stringify(asking);
              const made = await draft(asking);
              const expected = people.filter((one) => asks(asking, one.facts));
              const ids = expected.map((one) => one.personId).sort();
              expect([...(await askedBy(made.waveId))].sort(), what).to.deep.equal(ids);
              const without = expected.filter((one) => !one.facts.hasAccount).length;
              expect(made, what).to.include({ missing: ids.length, missingGuests: without });
              const role = 'mentee';
              const counted = await w.boss.countAudience({ ...at(made.waveId), role });
              const choice = counted.rows.find((row) => row.among === among);
              if (guests)
                expect(choice, what).to.deep.equal({
                  among,
                  online: ids.length - without,
                  guests: without,
                });
            }
    });

    it('a person is shown the waves that ask them, and no other', async () => {
      await pair(w.mentee(0), 'completed');
      await pair(w.mentee(1), 'active');
      const waves = [];
      for (const among of WAVE_AMONG) waves.push(await w.wave({ among, title: among }));
      const titles = async (person: BuiltPerson) => {
        const { rows } = await w.as(person).listMySurveys({ programmeId: w.programmeId });
        return rows.map((row) => row.title).sort();
      };
      expect(await titles(w.mentee(0))).to.deep.equal(['everyone', 'finished']);
      expect(await titles(w.mentee(1))).to.deep.equal(['current', 'everyone']);
      expect(await titles(w.mentee(2))).to.deep.equal(['current', 'everyone']);
      const late = w.save(w.mentee(0), waves[0]?.waveId ?? '', ANSWERS);
      expect((await rejection(late)).code).to.equal('not_found');
    });

    it('who answered and finishes then has still answered', async () => {
      const { waveId } = await w.wave();
      const made = await pair(w.mentee(0), 'active');
      await w.save(w.mentee(0), waveId, ANSWERS);
      await w.db('pairs').where('id', made.pairId).update({ state: 'completed' });
      expect(await w.boss.getWave(at(waveId))).to.include({ answered: 1, missing: 2 });
      const { answers } = await w.as(w.mentee(0)).getMySurvey(at(waveId));
      expect(answers).to.deep.equal(ANSWERS);
    });

    it('is by default everybody at the end, and else those who have not finished', async () => {
      await pair(w.mentee(0), 'completed');
      const before = await draft();
      expect(before).to.include({ among: 'current', guests: true, missing: 2 });
      const after = await draft({}, 'final');
      expect(after).to.include({ among: 'everyone', missing: 3 });
      const { version, waveId } = after;
      const kept = await w.boss.updateWave({ ...at(waveId), ...NOVEMBER, title: 'Иначе', version });
      expect(kept.among).to.equal('everyone');
      const next = { ...at(waveId), ...NOVEMBER, among: 'finished' as const };
      const changed = await w.boss.updateWave({ ...next, guests: false, version: version + 1 });
      expect(changed).to.include({ among: 'finished', guests: false, missing: 1 });
    });

    it('those without an account are named apart', async () => {
      await w.addMentees(1, { lmsStatus: 'none' });
      await w.addMentees(1, { lmsStatus: 'left' });
      const { waveId } = await w.wave();
      const listed = async (account?: 'yes' | 'no', state?: 'submitted') => {
        const which = { ...(account ? { account } : {}), ...(state ? { state } : {}) };
        const { rows, total } = await w.boss.listWavePeople({ ...at(waveId), ...which });
        expect(total).to.equal(rows.length);
        return rows.map(({ personId, hasAccount }) => [personId, hasAccount]);
      };
      const guests = [w.mentee(3), w.mentee(4)].map((one) => [one.personId, false]);
      expect(await listed('no')).to.have.deep.members(guests);
      expect(await listed('yes')).to.have.deep.members(
        w.mentees.slice(0, 3).map((one) => [one.personId, true]),
      );
      expect(await listed()).to.have.length(5);
      await w.save(w.mentee(3), waveId, ANSWERS);
      expect(await listed('no', 'submitted')).to.deep.equal([[w.mentee(3).personId, false]]);
      expect(await listed('yes', 'submitted')).to.deep.equal([]);
    });

    it('a filter of results counts those alone who are asked and are of it', async () => {
      w.mentees = [];
      await w.addMentees(2, { groupName: 'А' });
      await w.addMentees(3, { groupName: 'Б' });
      await pair(w.mentee(0), 'active', 'student_student');
      await pair(w.mentee(0), 'active', 'teacher_student');
      await pair(w.mentee(2), 'active', 'teacher_student');
      const { waveId } = await w.wave({ groups: ['А'] });
      const missing = async (filter: { group?: string; form?: Form }) =>
        (await w.boss.getWaveResults({ ...at(waveId), ...filter })).missing;
      expect(await missing({ group: 'А' })).to.equal(2);
      expect(await missing({ group: 'Б' })).to.equal(0);
      expect(await missing({ form: 'teacher_student' })).to.equal(1);
      const ofForm = await w.wave({ form: 'student_student' });
      const other = { ...at(ofForm.waveId), form: 'teacher_student' as const };
      expect((await w.boss.getWaveResults(other)).missing).to.equal(1);
    });

    it('is counted by as many statements for many as for few', async () => {
      const { waveId } = await draft();
      const count = () => w.boss.countAudience({ ...at(waveId), role: 'mentee' });
      const few = await statementsOf(w.db, count);
      await w.addMentees(8);
      // Something is written, so that nothing is remembered.
      await w.questionnaire();
      const many = await statementsOf(w.db, count);
      expect(many.length).to.equal(few.length);
      expect((await count()).rows[0]).to.include({ among: 'current', online: 11 });
    });

    it('a wave that does not exist counts nobody, a choice that does not exist is refused', async () => {
      const waveId = '0197a0b0-0000-7000-8000-000000000000';
      const count = w.boss.countAudience({ ...at(waveId), role: 'mentee' });
      expect((await rejection(count)).code).to.equal('not_found');
      const bad = w.boss.createWave({
        ...at(waveId),
        questionnaireId: (await w.questionnaire()).questionnaireId,
        ...NOVEMBER,
        among: 'nobody' as 'current',
      });
      expect(problemsOf(await rejection(bad))[0]).to.match(/^among/);
    });
  });
});
