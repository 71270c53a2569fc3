import { expect } from 'chai';
import { type BuiltPerson, buildMeeting, eachDatabase } from './support/harness.js';
import { meetingWorld, problemsOf } from './support/meeting-world.js';

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('answering', () => {
      let meeting: { meetingId: string };
      const answer = (
        i: number,
        decision: 'confirmed' | 'disputed',
        rating: number | null = null,
      ) => w.as(w.mentee(i)).respondToMeeting({ ...w.at(meeting), decision, rating });

      beforeEach(async () => {
        meeting = await buildMeeting(w.db, w.group, {
          cameIds: [w.mentee(0).personId, w.mentee(1).personId],
        });
      });

      it('confirms with a rating, counts it, and can be changed', async () => {
        await answer(0, 'confirmed', 9);
        await answer(1, 'disputed', 5);
        await answer(2, 'disputed');
        let row = await w.meetingRow(meeting);
        expect([row.came, row.confirmed, row.disputed]).to.deep.equal([2, 1, 2]);
        const changed = await answer(1, 'confirmed');
        expect(changed.attendance[1]).to.include({ confirmation: 'confirmed', rating: null });
        row = await w.meetingRow(meeting);
        expect([row.confirmed, row.disputed]).to.deep.equal([2, 1]);
      });

      it('is refused to who did not come, with a rating out of range, and to change once closed', async () => {
        expect(await problemsOf(answer(2, 'confirmed', 9))).to.deep.equal([
          'decision meeting.notAttended',
        ]);
        expect(await problemsOf(answer(0, 'confirmed', 11))).to.deep.equal([
          'rating meeting.rating',
        ]);
        expect(await problemsOf(answer(0, 'confirmed', 0))).to.deep.equal([
          'rating meeting.rating',
        ]);
        await answer(0, 'confirmed', 7);
        await w.db('pairs').where('id', w.group.pairId).update({ state: 'completed' });
        expect(await problemsOf(answer(0, 'confirmed', 8))).to.deep.equal([' meeting.pairClosed']);
        expect((await answer(1, 'confirmed', 8)).attendance[1]?.confirmation).to.equal('confirmed');
      });

      it('shows ratings to staff, mentors and the one who gave them', async () => {
        await answer(0, 'confirmed', 9);
        await answer(1, 'confirmed', 4);
        const ratings = async (person: BuiltPerson) =>
          (await w.as(person).getMeeting(w.at(meeting))).attendance.map((a) => a.rating);
        expect(await ratings(w.mentor)).to.deep.equal([9, 4, null]);
        expect(await ratings(w.coordinator)).to.deep.equal([9, 4, null]);
        expect(await ratings(w.mentee(0))).to.deep.equal([9, null, null]);
        const { versions } = await w.as(w.mentor).meetingHistory(w.at(meeting));
        expect(versions).to.deep.equal([]);
      });

      it('puts the new score into the queue in the same transaction, once', async () => {
        await answer(0, 'confirmed', 9);
        const first = await w.db('grades').where('person_id', w.mentee().personId).first();
        expect([first.state, first.generation, first.score > 0]).to.deep.equal([
          'waiting',
          1,
          true,
        ]);
        await answer(0, 'confirmed', 9);
        const second = await w.db('grades').where('person_id', w.mentee().personId).first();
        expect(second.generation).to.equal(1);
      });

      it('counts all of several answers given at once', async () => {
        const more = await Promise.all(
          ['2026-10-21', '2026-10-22', '2026-10-23'].map((heldOn) =>
            buildMeeting(w.db, w.group, { heldOn }),
          ),
        );
        await Promise.all(
          more.map((m) =>
            w.as(w.mentee()).respondToMeeting({ ...w.at(m), decision: 'confirmed', rating: 10 }),
          ),
        );
        const grade = await w.db('grades').where('person_id', w.mentee().personId).first();
        const asked = { programmeId: w.programme.programmeId, personId: w.mentee().personId };
        expect(grade.score).to.equal((await w.as(w.mentee()).getProgress(asked)).score);
        expect(grade.comment).to.contain('Встречи: 3 из 5');
      });
    });
  });
});
