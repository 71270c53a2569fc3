import { expect } from 'chai';
import { analyticsHandlers } from '../analytics/analytics-handlers.js';
import type { Meeting } from '../api/meetings.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { type BuiltPerson, eachDatabase, withService } from './support/harness.js';
import { meetingWorld, problemsOf } from './support/meeting-world.js';

const WORDS = 'Мы встречались\nна день позже';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('objecting', () => {
      let meeting: Meeting;
      const object = (i: number, objection?: string) =>
        w.as(w.mentee(i)).respondToMeeting({
          ...w.at(meeting),
          decision: 'disputed',
          ...(objection === undefined ? {} : { objection }),
        });
      const seenBy = async (person: BuiltPerson) =>
        (await w.as(person).getMeeting(w.at(meeting))).attendance.map((a) => a.objection);
      const correct = (change: object) => {
        const { pairId: _pair, ...fields } = w.input;
        const { version } = meeting;
        return w.as(w.mentor).correctMeeting({ ...fields, ...w.at(meeting), version, ...change });
      };
      const overview = (person: BuiltPerson, form?: 'student_student' | 'employer_student') =>
        withService(w.db, [analyticsHandlers], w.service.clock)
          .as(person.actor())
          .getOverview({ ...w.programme, ...(form ? { form } : {}) });

      beforeEach(async () => {
        const attendeeIds = [w.mentee(0).personId, w.mentee(1).personId];
        meeting = await w.as(w.mentor).logMeeting({ ...w.input, attendeeIds });
      });

      it('takes words, which mentors and staff read, and no other mentee', async () => {
        await object(0, WORDS);
        await object(1);
        const head = await w.person({ roles: ['head'] });
        for (const person of [w.mentor, w.coordinator, head, w.mentee(0)]) {
          expect(await seenBy(person)).to.deep.equal([WORDS, '', '']);
        }
        expect(await seenBy(w.mentee(1))).to.deep.equal(['', '', '']);
        const { rows } = await w
          .as(w.mentee(1))
          .exportMeetings({ programmeId: w.programme.programmeId });
        expect(rows[0]?.attendance.map((a) => a.objection)).to.deep.equal(['', '', '']);
      });

      it('stands among what the mentor is told of the pair, until it is answered', async () => {
        const pairsOf = (person: BuiltPerson) =>
          withService(w.db, [pairHandlers], w.service.clock)
            .as(person.actor())
            .myPairs({ programmeId: w.programme.programmeId });
        const told = async (person: BuiltPerson) =>
          (await pairsOf(person)).pairs.flatMap((pair) => pair.objected.map((m) => m.meetingId));
        expect(await told(w.mentor)).to.deep.equal([]);
        await object(0, WORDS);
        expect(await told(w.mentor)).to.deep.equal([meeting.meetingId]);
        expect(await told(w.mentee(0))).to.deep.equal([]);
        await correct({ minutes: 50 });
        expect(await told(w.mentor)).to.deep.equal([]);
      });

      it('takes no more than a thousand characters, and says so at the field', async () => {
        expect(await problemsOf(object(0, 'ы'.repeat(1001)))).to.deep.equal([
          'objection text.tooLong',
        ]);
        expect((await object(0, 'ы'.repeat(1000))).attendance[0]?.objection.length).to.equal(1000);
      });

      it('drops the words when the mentee confirms after all', async () => {
        await object(0, WORDS);
        await w.as(w.mentee(0)).respondToMeeting({
          ...w.at(meeting),
          decision: 'confirmed',
          objection: 'не к месту',
        });
        expect(await seenBy(w.coordinator)).to.deep.equal(['', '', '']);
      });

      it('is answered by any correction: the mentee is asked again, the words stay in the journal', async () => {
        await object(0, WORDS);
        await w.as(w.mentee(1)).respondToMeeting({ ...w.at(meeting), decision: 'confirmed' });
        const attendeeIds = [w.mentee(0).personId, w.mentee(1).personId];
        const corrected = await correct({ attendeeIds, done: 'Иначе' });
        expect(corrected.attendance.map((a) => [a.confirmation, a.objection])).to.deep.equal([
          ['waiting', ''],
          ['confirmed', ''],
          ['waiting', ''],
        ]);
        const kept = await w.db('journal').where({
          entity_id: meeting.meetingId,
          action: 'meeting.respond',
        });
        expect(JSON.stringify(kept)).to.contain('на день позже');
      });

      it('of who is said not to have come stands until the record says that they came', async () => {
        await object(2, 'Я была');
        const attendeeIds = [w.mentee(0).personId, w.mentee(1).personId];
        meeting = await correct({ attendeeIds, done: 'Иначе' });
        expect(meeting.attendance[2]?.confirmation).to.equal('disputed');
        meeting = await correct({ done: 'Иначе' });
        expect(meeting.attendance[2]).to.include({ came: true, confirmation: 'waiting' });
      });

      it('stands in what needs attention, for the staff of the form, until it is settled', async () => {
        await object(0, WORDS);
        const { disputes, disputesTotal } = await overview(w.coordinator);
        expect(disputesTotal).to.equal(1);
        expect(disputes).to.deep.equal([
          {
            meetingId: meeting.meetingId,
            heldOn: meeting.heldOn,
            pairTitle: meeting.pairTitle,
            personName: w.mentee(0).name,
            objection: WORDS,
          },
        ]);
        const elsewhere = await w.curatorOf('employer_student');
        expect((await overview(elsewhere)).disputesTotal).to.equal(0);
        const observer = await w.person({ roles: ['observer'] });
        expect(await overview(observer)).to.deep.include({ disputes: [], disputesTotal: 1 });
        const { version } = meeting;
        await w.as(w.mentor).withdrawMeeting({ ...w.at(meeting), version });
        expect((await overview(w.coordinator)).disputes).to.deep.equal([]);
      });
    });
  });
});
