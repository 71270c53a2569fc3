import { expect } from 'chai';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { analyse, buildCollege } from './support/college.js';
import { firstOf, gradeWorld } from './support/grade-world.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  eachDatabase,
  isMysql,
  statementsOf,
} from './support/harness.js';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

eachDatabase((openDb) => {
  describe('grades', () => {
    const w = gradeWorld(openDb);

    describe('the list', () => {
      const list = (person: BuiltPerson, more: object = {}) =>
        w.service.as(person.actor()).listGrades({ programmeId: w.programme.programmeId, ...more });

      it('holds every mentee with the state of delivery, and counts', async () => {
        const waiting = await buildPerson(w.db, w.programme, { familyName: 'Ёлкина' });
        await w.report(firstOf(await w.claim()), 'refused', { reason: 'user_not_student' });
        const all = await list(w.coordinator);
        expect(all.total).to.equal(2);
        expect(all.counts).to.deep.equal({ refused: 1, not_graded: 1 });
        expect(all.rows[0]).to.include({
          personId: waiting.personId,
          state: 'not_graded',
          score: 0,
        });
        expect(all.rows[1]).to.include({
          personId: w.mentee.personId,
          state: 'refused',
          reason: 'user_not_student',
        });
        const refused = await list(w.coordinator, { state: 'refused' });
        expect([refused.total, refused.rows.length]).to.deep.equal([1, 1]);
        expect(
          (await list(w.coordinator, { search: 'ЕЛКИН' })).rows.map((r) => r.personId),
        ).to.deep.equal([waiting.personId]);
      });

      it('shows a curator the mentees of their forms', async () => {
        const curator = await buildPerson(w.db, w.programme, {
          roles: ['curator'],
          scopeForms: ['employer_student'],
        });
        expect((await list(curator)).total).to.equal(0);
        await buildPair(
          w.db,
          w.programme,
          { mentors: [w.mentor], mentees: [w.mentee] },
          { form: 'employer_student' },
        );
        expect((await list(curator)).total).to.equal(1);
      });

      it('puts scores into the queue again: those named, or all', async () => {
        await w.report(firstOf(await w.claim()), 'refused', { reason: 'user_not_student' });
        const client = w.service.as(w.coordinator.actor());
        const { programmeId } = w.programme;
        expect(await client.resendGrades({ programmeId, personIds: [newId()] })).to.deep.equal({
          queued: 0,
        });
        expect(
          await client.resendGrades({ programmeId, personIds: [w.mentee.personId] }),
        ).to.deep.equal({ queued: 1 });
        const grade = firstOf(await w.claim());
        expect(grade).to.include({ generation: 2, attempts: 1 });
        await w.report(grade, 'sent');
        expect(await client.resendGrades({ programmeId })).to.deep.equal({ queued: 1 });
        const entries = await w.db('journal').where({
          programme_id: programmeId,
          action: 'grades.resend',
        });
        expect(entries.length).to.equal(3);
      });
    });

    it('tries those now that wait, and leaves those that have arrived', async () => {
      const client = w.service.as(w.coordinator.actor());
      const { programmeId } = w.programme;
      await w.report(firstOf(await w.claim()), 'retry', { reason: 'busy', retryAfterSeconds: 900 });
      expect(await client.resendGrades({ programmeId, waitingOnly: true })).to.deep.equal({
        queued: 1,
      });
      await w.report(firstOf(await w.claim()), 'sent');
      expect(await client.resendGrades({ programmeId, waitingOnly: true })).to.deep.equal({
        queued: 0,
      });
    });

    describe('who sees progress', () => {
      it('the mentee, their mentors and staff; for others the person does not exist', async () => {
        const asked = { programmeId: w.programme.programmeId, personId: w.mentee.personId };
        const otherMentor = await buildPerson(w.db, w.programme, { roles: ['mentor'] });
        const otherMentee = await buildPerson(w.db, w.programme);
        const outside = await buildPerson(w.db, w.programme, {
          roles: ['curator'],
          scopeForms: ['employer_student'],
        });
        const see = (person: BuiltPerson) =>
          codeOf(w.service.as(person.actor()).getProgress(asked));
        expect(await Promise.all([w.mentee, w.mentor, w.coordinator].map(see))).to.deep.equal([
          'ok',
          'ok',
          'ok',
        ]);
        expect(await Promise.all([otherMentor, otherMentee, outside].map(see))).to.deep.equal(
          Array(3).fill('not_found'),
        );
        const staff = w.service.as(w.coordinator.actor());
        expect(await codeOf(staff.getProgress({ ...asked, personId: w.mentor.personId }))).to.equal(
          'not_found',
        );
        expect(await codeOf(staff.getProgress({ ...asked, personId: newId() }))).to.equal(
          'not_found',
        );
      });
    });

    describe('cost', () => {
      it('computing everyone needs the same number of statements for 20 and for 300 people', async () => {
        const count = async (pairs: number) => {
          const college = await buildCollege(w.db, { pairs, meetingsPerPair: 1 });
          const programmeId = college.programmeId;
          return (
            await statementsOf(w.db, () => w.service.system.recomputeProgress({ programmeId }))
          ).length;
        };
        const small = await count(20);
        expect(await count(300)).to.equal(small);
        expect(small).to.be.at.most(12);
      });

      it('a claim reads only what is due, by the index', async () => {
        await buildCollege(w.db, { pairs: 300, meetingsPerPair: 1 });
        await w.db('grades').update({ state: 'sent' });
        await analyse(w.db);
        const due = w
          .db('grades')
          .where('state', 'waiting')
          .where('next_attempt_at', '<=', w.service.clock.now())
          .orderBy([{ column: 'next_attempt_at' }, { column: 'id' }])
          .limit(50)
          .select('id');
        const { sql, bindings } = due.toSQL();
        const plan = await w.db.raw(
          `${isMysql(w.db) ? 'explain' : 'explain query plan'} ${sql}`,
          bindings as string[],
        );
        expect(JSON.stringify(plan)).to.contain('grades_due');
      });
    });
  });
});
