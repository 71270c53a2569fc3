import { expect } from 'chai';
import { analyticsHandlers } from '../analytics/analytics-handlers.js';
import type { Meeting } from '../api/meetings.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { type BuiltPerson, eachDatabase, withService } from './support/harness.js';
import { errorOf, meetingWorld, problemsOf } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('withdrawing', () => {
      let stays: Meeting;
      let wrong: Meeting;
      const withdraw = (
        person: BuiltPerson,
        { version = wrong.version, reason = '' }: { version?: number; reason?: string } = {},
      ) => w.as(person).withdrawMeeting({ ...w.at(wrong), version, reason });
      const scoreOf = async () =>
        (await w.db('grades').where('person_id', w.mentee().personId).first()).score;

      beforeEach(async () => {
        stays = await w.as(w.mentor).logMeeting({ ...w.input, nextOn: '2026-11-17' });
        const closing = { heldOn: '2026-11-09', kind: 'closing', nextOn: '2026-11-20' } as const;
        wrong = await w.as(w.mentor).logMeeting({ ...w.input, ...closing });
        for (const one of w.mentees) {
          const answer = { decision: 'confirmed', rating: 9 } as const;
          await w.as(one).respondToMeeting({ ...w.at(wrong), ...answer });
        }
      });

      it('says who took the record back, when and why; it stays on its page and in the journal', async () => {
        const withdrawn = await withdraw(w.mentor, { reason: 'Не та пара' });
        const { withdrawn: word } = await w.as(w.mentee()).getMeeting(w.at(wrong));
        expect(word).to.deep.equal(withdrawn.withdrawn);
        expect(word).to.include({ byName: w.mentor.name, reason: 'Не та пара' });
        expect(withdrawn.version).to.equal(wrong.version + 1);
        const last = await w
          .db('journal')
          .where('entity_id', wrong.meetingId)
          .orderBy('id', 'desc')
          .first();
        expect([last.action, last.actor_id]).to.deep.equal(['meeting.withdraw', w.mentor.personId]);
        const { versions } = await w.as(w.mentor).meetingHistory(w.at(wrong));
        expect(versions[0]?.after).to.deep.equal({ withdrawn: true, reason: 'Не та пара' });
        expect((await w.as(w.mentor).getMeeting(w.at(stays))).withdrawn).to.equal(null);
      });

      it('counts nowhere: not in the pair, its next date, lists, exports or what waits', async () => {
        await withdraw(w.mentor);
        const pair = await w.pairRow();
        expect([
          pair.meetings_held,
          pair.minutes_total,
          pair.last_meeting_on,
          pair.silent_since,
          pair.next_meeting_on,
        ]).to.deep.equal([1, 45, '2026-11-03', '2026-11-03', '2026-11-17']);
        const { programmeId } = w.programme;
        for (const person of [w.coordinator, w.mentor, w.mentee()]) {
          const list = await w.as(person).listMeetings({ programmeId });
          expect([list.total, list.rows[0]?.meetingId]).to.deep.equal([1, stays.meetingId]);
          const whole = await w.as(person).exportMeetings({ programmeId });
          expect(whole.rows.map((row) => row.meetingId)).to.deep.equal([stays.meetingId]);
          const taken = await w.as(person).listMeetings({ programmeId, state: 'withdrawn' });
          expect([taken.total, taken.rows[0]?.withdrawn]).to.deep.equal([1, true]);
          const exported = await w.as(person).exportMeetings({ programmeId, state: 'withdrawn' });
          expect(exported.rows[0]?.withdrawn?.byName).to.equal(w.mentor.name);
        }
      });

      it('leaves the homes of mentor and mentee and the overview as if it had not been', async () => {
        const service = withService(w.db, [pairHandlers, analyticsHandlers], w.service.clock);
        const { programmeId } = w.programme;
        const read = async () => ({
          mentor: (await service.as(w.mentor.actor()).myPairs({ programmeId })).pairs,
          mentee: (await service.as(w.mentee().actor()).myPairs({ programmeId })).pairs,
          overview: await service.as(w.coordinator.actor()).getOverview({ programmeId }),
        });
        await w.db('meeting_attendance').where('meeting_id', wrong.meetingId).update({
          confirmation: 'waiting',
        });
        await w.db('meetings').where('id', wrong.meetingId).update({ confirmed: 0 });
        await withdraw(w.mentor);
        const { mentor, mentee, overview } = await read();
        for (const pairs of [mentor, mentee]) {
          expect(pairs[0]?.waiting.map((one) => one.meetingId)).to.deep.equal([stays.meetingId]);
          expect(pairs[0]?.nextKind).not.to.equal('closing');
        }
        expect([overview.meetings, overview.minutes, overview.waitingConfirmations]).to.deep.equal([
          1, 45, 3,
        ]);
        expect(overview.rating.answers).to.equal(0);
        expect(overview.load[0]).to.include({ meetings: 1, minutes: 45 });
      });

      it('takes the score back that the meeting had brought, in the same transaction', async () => {
        const before = await scoreOf();
        await withdraw(w.mentor);
        const asked = { programmeId: w.programme.programmeId, personId: w.mentee().personId };
        const { score } = await w.as(w.coordinator).getProgress(asked);
        expect(score).to.be.lessThan(before);
        expect(await scoreOf()).to.equal(score);
      });

      it('is for the mentor who wrote it, the coordinator and the curator of the form', async () => {
        const other = await w.person({ roles: ['mentor'] });
        await w.db('pair_members').insert({
          ...(await w
            .db('pair_members')
            .where({ pair_id: w.group.pairId, side: 'mentor' })
            .first()),
          id: other.personId,
          person_id: other.personId,
        });
        const elsewhere = await w.curatorOf('employer_student');
        expect((await errorOf(withdraw(other))).code).to.equal('forbidden');
        expect((await errorOf(withdraw(w.mentee()))).code).to.equal('forbidden');
        expect((await errorOf(withdraw(elsewhere))).code).to.equal('not_found');
        expect((await withdraw(await w.curatorOf('student_student'))).withdrawn).not.to.equal(null);
      });

      it('answers a second time as the first, and writes nothing', async () => {
        const first = await withdraw(w.mentor, { reason: 'Дважды' });
        const before = await w.revision();
        const second = await withdraw(w.coordinator, { reason: 'Ещё раз' });
        expect(second.withdrawn).to.deep.equal(first.withdrawn);
        expect(await w.revision()).to.equal(before);
      });

      it('is written once when two press at the same time', async () => {
        const [one, two] = await Promise.all([withdraw(w.mentor), withdraw(w.coordinator)]);
        expect(one.withdrawn).to.deep.equal(two.withdrawn);
        const action = { entity_id: wrong.meetingId, action: 'meeting.withdraw' };
        expect(await w.db('journal').where(action)).to.have.length(1);
      });

      it('tells who saw an older record, and is refused once the pair is closed', async () => {
        const { pairId: _pair, ...fields } = w.input;
        const corrected = await w
          .as(w.mentor)
          .correctMeeting({ ...fields, ...w.at(wrong), version: wrong.version, done: 'Иначе' });
        const error = await errorOf(withdraw(w.mentor));
        expect(error.code).to.equal('changed_meanwhile');
        expect(error.details['current']).to.include({ done: 'Иначе', version: corrected.version });
        await w.db('pairs').where('id', w.group.pairId).update({ state: 'completed' });
        const { version } = corrected;
        expect(await problemsOf(withdraw(w.mentor, { version }))).to.deep.equal([
          ' meeting.pairClosed',
        ]);
      });

      it('is neither corrected nor answered any more', async () => {
        const { version } = await withdraw(w.mentor);
        const { pairId: _pair, ...fields } = w.input;
        expect(
          await problemsOf(w.as(w.mentor).correctMeeting({ ...fields, ...w.at(wrong), version })),
        ).to.deep.equal([' meeting.withdrawn']);
        const answer = w.as(w.mentee()).respondToMeeting({ ...w.at(wrong), decision: 'disputed' });
        expect(await problemsOf(answer)).to.deep.equal([' meeting.withdrawn']);
      });

      it('takes a reason of 500 characters at most', async () => {
        expect(await problemsOf(withdraw(w.mentor, { reason: 'ы'.repeat(501) }))).to.deep.equal([
          'reason text.tooLong',
        ]);
      });
    });
  });
});
