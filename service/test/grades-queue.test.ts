import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { firstOf, gradeWorld, START } from './support/grade-world.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';

eachDatabase((openDb) => {
  describe('grades', () => {
    const w = gradeWorld(openDb);

    describe('what is due', () => {
      it('is each mentee’s score once, with account, comment and timestamp', async () => {
        const grade = firstOf(await w.claim());
        expect(grade).to.deep.include({
          programmeId: w.programme.programmeId,
          organisationId: w.programme.organisationId,
          issuer: w.mentee.issuer,
          subject: w.mentee.subject,
          score: 0,
          comment:
            'Встречи: 0 из 5 · Отклики на встречи: пока не оценивается · Завершение: пока не оценивается',
          generation: 1,
          attempts: 1,
          timestampSeconds: Date.parse(START) / 1000,
        });
        expect(await w.claim()).to.deep.equal([]);
      });

      it('changes only when score or comment change, also when the days go by', async () => {
        expect((await w.recompute()).changed).to.equal(0);
        w.service.clock.set('2026-11-23T09:00:00Z');
        expect((await w.recompute()).changed).to.equal(0);
        w.service.clock.set('2026-11-24T09:00:00Z');
        expect((await w.recompute()).changed).to.equal(1);
        expect((await w.gradeOf(w.mentee)).comment).to.contain('0 из 6');
      });

      it('is not sent for people without an LMS account or without a pair', async () => {
        const noAccount = await buildPerson(w.db, w.programme, { lmsStatus: 'none' });
        const noPair = await buildPerson(w.db, w.programme);
        await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [noAccount] });
        await w.recompute();
        expect((await w.claim()).map((g) => g.subject)).to.deep.equal([w.mentee.subject]);
        expect(await w.gradeOf(noAccount)).to.include({
          state: 'not_graded',
          reason: 'no_account',
        });
        expect(await w.gradeOf(noPair)).to.include({ state: 'not_graded', reason: 'no_pair' });
        await w.db('person_accounts').insert({
          id: newId(),
          organisation_id: w.programme.organisationId,
          person_id: noAccount.personId,
          issuer: 'https://lms.example',
          subject: 'came-later',
          created_at: 0,
        });
        await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [noPair] });
        await w.recompute();
        expect((await w.claim()).length).to.equal(2);
      });

      it('takes a person whose account has gone out of the queue', async () => {
        await w.db('person_accounts').where('person_id', w.mentee.personId).delete();
        expect(await w.claim()).to.deep.equal([]);
        expect(await w.gradeOf(w.mentee)).to.include({ state: 'not_graded', reason: 'no_account' });
      });
    });

    describe('results', () => {
      it('sent: done, until the value changes', async () => {
        const grade = firstOf(await w.claim());
        expect(await w.report(grade, 'sent')).to.deep.equal({ recorded: 1 });
        expect(await w.gradeOf(w.mentee)).to.include({
          state: 'sent',
          sent_at: Date.parse(START),
          attempts: 0,
        });
        w.service.clock.advance(3_600_000);
        expect(await w.claim()).to.deep.equal([]);
      });

      it('sent for an older value: the newer one stays in the queue', async () => {
        const older = firstOf(await w.claim());
        const pair = await buildPair(w.db, w.programme, {
          mentors: [w.mentor],
          mentees: [w.mentee],
        });
        await w.confirmNew(w.mentee, pair, '2026-11-03');
        expect(await w.gradeOf(w.mentee)).to.include({ state: 'waiting', generation: 2 });
        expect(await w.report(older, 'sent')).to.deep.equal({ recorded: 0 });
        const newer = firstOf(await w.claim('w2'));
        expect(newer.generation).to.equal(2);
        expect(newer.score).to.be.greaterThan(older.score);
        expect(newer.timestampSeconds).to.equal(older.timestampSeconds + 1);
        expect(await w.report(older, 'refused', { reason: 'late' })).to.deep.equal({ recorded: 0 });
        expect((await w.report(newer, 'sent')).recorded).to.equal(1);
      });

      it('retry: later and later, with the reason', async () => {
        const waits: number[] = [];
        for (let i = 0; i < 5; i += 1) {
          const grade = firstOf(await w.claim());
          expect(grade.attempts).to.equal(i + 1);
          await w.report(grade, 'retry', { reason: 'unreachable' });
          const row = await w.gradeOf(w.mentee);
          expect(row).to.include({ state: 'waiting', reason: 'unreachable' });
          waits.push(row.next_attempt_at - w.service.clock.now());
          expect(await w.claim()).to.deep.equal([]);
          w.service.clock.advance(row.next_attempt_at - w.service.clock.now());
        }
        waits.forEach((wait, i) => {
          expect(wait).to.be.within(2500 * 2 ** i, 5000 * 2 ** i);
        });
      });

      it('retry: not before the platform’s Retry-After', async () => {
        await w.report(firstOf(await w.claim()), 'retry', { retryAfterSeconds: 300 });
        w.service.clock.advance(299_000);
        expect(await w.claim()).to.deep.equal([]);
        w.service.clock.advance(1000);
        expect((await w.claim()).length).to.equal(1);
      });

      it('stale timestamp: again at once, with a later one each time', async () => {
        const stamps: number[] = [];
        for (let i = 0; i < 4; i += 1) {
          const grade = firstOf(await w.claim());
          stamps.push(grade.timestampSeconds);
          await w.report(grade, 'stale_timestamp');
        }
        const [first = 0] = stamps;
        expect(stamps.map((s) => s - first)).to.deep.equal([0, 2, 5, 10]);
        expect(await w.claim()).to.deep.equal([]);
      });

      it('refused and not graded: the others go on; a new value is tried again', async () => {
        const other = await buildPerson(w.db, w.programme);
        await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [other] });
        await w.recompute();
        const claimed = await w.claim();
        const of = (person: BuiltPerson) =>
          firstOf(claimed.filter((g) => g.subject === person.subject));
        const { recorded } = await w.service.system.recordGradeResult({
          results: [
            {
              gradeId: of(w.mentee).gradeId,
              generation: 1,
              outcome: 'refused',
              reason: 'user_not_student',
            },
            {
              gradeId: of(other).gradeId,
              generation: 1,
              outcome: 'not_graded',
              reason: 'no_line_item',
            },
            { gradeId: newId(), generation: 1, outcome: 'sent' },
          ],
        });
        expect(recorded).to.equal(2);
        expect(await w.gradeOf(w.mentee)).to.include({
          state: 'refused',
          reason: 'user_not_student',
        });
        expect(await w.gradeOf(other)).to.include({ state: 'not_graded', reason: 'no_line_item' });
        const pair = await buildPair(w.db, w.programme, {
          mentors: [w.mentor],
          mentees: [w.mentee, other],
        });
        await w.confirmNew(w.mentee, pair, '2026-11-03');
        await w.confirmNew(other, pair, '2026-11-03');
        expect((await w.claim()).length).to.equal(2);
      });

      it('none at all: an abandoned claim is due again after a minute, with a later timestamp', async () => {
        const dead = firstOf(await w.claim('dead'));
        w.service.clock.advance(59_000);
        expect(await w.claim()).to.deep.equal([]);
        w.service.clock.advance(1000);
        const grade = firstOf(await w.claim());
        expect([grade.gradeId, grade.generation, grade.attempts]).to.deep.equal([
          dead.gradeId,
          1,
          2,
        ]);
        expect(grade.timestampSeconds).to.be.greaterThan(dead.timestampSeconds);
      });

      it('timestamps grow strictly even when the clock goes back', async () => {
        const stamps: number[] = [];
        for (const moment of [START, START, '2026-11-10T08:00:00Z', '2026-11-10T10:00:00Z']) {
          w.service.clock.set(moment);
          await w.db('grades').update({ state: 'waiting', next_attempt_at: 0 });
          stamps.push(firstOf(await w.claim()).timestampSeconds);
        }
        expect([...new Set(stamps)].sort((a, b) => a - b)).to.deep.equal(stamps);
      });
    });
  });
});
