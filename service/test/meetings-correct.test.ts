import { expect } from 'chai';
import type { AppError } from '../../shared/errors.js';
import type { Meeting } from '../api/meetings.js';
import { type BuiltPerson, eachDatabase } from './support/harness.js';
import { meetingWorld, problemsOf } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('correcting', () => {
      let meeting: Meeting;
      const correct = (person: BuiltPerson, overrides: object, version = meeting.version) => {
        const { pairId: _pairId, ...rest } = w.input;
        return w.as(person).correctMeeting({ ...rest, ...w.at(meeting), ...overrides, version });
      };

      beforeEach(async () => {
        meeting = await w.as(w.mentor).logMeeting({ ...w.input, done: 'Первое' });
        for (const one of w.mentees) {
          await w.as(one).respondToMeeting({ ...w.at(meeting), decision: 'confirmed', rating: 8 });
        }
      });

      it('keeps the earlier version in the journal, and confirmations when only words changed', async () => {
        const corrected = await correct(w.mentor, { done: 'Второе', topic: 'values' });
        expect([corrected.version, corrected.done, corrected.topic]).to.deep.equal([
          2,
          'Второе',
          'values',
        ]);
        expect(corrected.attendance.map((a) => [a.confirmation, a.rating])).to.deep.equal(
          Array(3).fill(['confirmed', 8]),
        );
        const { versions } = await w.as(w.mentor).meetingHistory(w.at(meeting));
        expect(versions.length).to.equal(2);
        expect(versions[0]?.before).to.deep.equal({ done: 'Первое', topic: null });
        expect(versions[0]?.after).to.deep.equal({ done: 'Второе', topic: 'values' });
        expect(versions[0]?.actorName).to.equal(w.mentor.name);
      });

      it('asks everybody again when the date or the length changed', async () => {
        const corrected = await correct(w.mentor, { minutes: 90 });
        expect(corrected.attendance.map((a) => [a.confirmation, a.rating])).to.deep.equal(
          Array(3).fill(['waiting', null]),
        );
        const row = await w.meetingRow(meeting);
        expect([row.confirmed, row.came]).to.deep.equal([0, 3]);
        const moved = await correct(w.mentor, { minutes: 90, heldOn: '2026-10-01' }, 2);
        expect(moved.heldOn).to.equal('2026-10-01');
        const rows = await w.db('meeting_attendance').where('meeting_id', meeting.meetingId);
        expect(rows.map((r) => r.held_on)).to.deep.equal(Array(3).fill('2026-10-01'));
        const pair = await w.pairRow();
        expect([pair.minutes_total, pair.last_meeting_on]).to.deep.equal([90, '2026-10-01']);
      });

      it('asks again only those whose coming changed', async () => {
        const corrected = await correct(w.mentor, {
          attendeeIds: [w.mentee(0).personId, w.mentee(1).personId],
        });
        expect(corrected.attendance.map((a) => [a.came, a.confirmation, a.rating])).to.deep.equal([
          [true, 'confirmed', 8],
          [true, 'confirmed', 8],
          [false, 'waiting', null],
        ]);
        const row = await w.meetingRow(meeting);
        expect([row.came, row.confirmed]).to.deep.equal([2, 2]);
      });

      it('tells the second of two who edit at once, with what is stored now', async () => {
        const results = await Promise.allSettled([
          correct(w.mentor, { done: 'Наставник' }),
          correct(w.coordinator, { done: 'Координатор' }),
        ]);
        const failed = results.find((r) => r.status === 'rejected');
        const won = results.find((r) => r.status === 'fulfilled');
        const error = failed?.reason as AppError;
        expect([error.code, error.status]).to.deep.equal(['changed_meanwhile', 409]);
        expect(error.details['current']).to.include({
          done: won?.value.done,
          version: 2,
          heldOn: '2026-11-03',
        });
        const stored = await w.as(w.mentor).getMeeting(w.at(meeting));
        expect([stored.version, stored.done]).to.deep.equal([2, won?.value.done]);
      });

      it('writes nothing when nothing changed', async () => {
        const before = await w.revision();
        const same = await correct(w.mentor, {
          done: 'Первое',
          attendeeIds: [...w.group.menteeIds].reverse(),
        });
        expect(same.version).to.equal(1);
        expect(await w.revision()).to.equal(before);
      });

      it('is refused by the same rules, and once the pair is closed', async () => {
        expect(await problemsOf(correct(w.mentor, { heldOn: '2027-01-01' }))).to.deep.equal([
          'heldOn meeting.inFuture',
        ]);
        await w.db('pairs').where('id', w.group.pairId).update({ state: 'completed' });
        expect(await problemsOf(correct(w.mentor, { done: 'Позже' }))).to.deep.equal([
          ' meeting.pairClosed',
        ]);
        expect((await w.as(w.mentor).getMeeting(w.at(meeting))).version).to.equal(1);
      });

      it('lowers the progress that the confirmations had brought', async () => {
        const asked = { programmeId: w.programme.programmeId, personId: w.mentee().personId };
        const before = await w.as(w.coordinator).getProgress(asked);
        await correct(w.mentor, { minutes: 30 });
        const after = await w.as(w.coordinator).getProgress(asked);
        expect([before.parts[0]?.done, after.parts[0]?.done]).to.deep.equal([1, 0]);
        const grade = await w.db('grades').where('person_id', w.mentee().personId).first();
        expect(grade.score).to.equal(after.score);
      });
    });
  });
});
