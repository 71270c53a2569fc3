import { expect } from 'chai';
import { buildMeeting, buildPair, eachDatabase } from './support/harness.js';
import { everything, mergeWorld } from './support/merge-world.js';

eachDatabase((openDb) => {
  describe('merging: two records that stood in one group', () => {
    const w = mergeWorld(openDb);

    /** A group from which the merged record went on 20 October and to which the kept one came on the 25th. */
    async function oneAfterTheOther() {
      const mentees = [w.kept, w.merged];
      const pair = await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees });
      const place = (personId: string) =>
        w.db('pair_members').where({ pair_id: pair.pairId, person_id: personId });
      await place(w.merged.personId).update({ joined_on: '2026-09-01', left_on: '2026-10-20' });
      await place(w.kept.personId).update({ joined_on: '2026-10-25' });
      return pair;
    }
    const stays = async (pairId: string) =>
      (
        await w
          .db('pair_members')
          .where({ pair_id: pairId, side: 'mentee' })
          .orderBy('joined_on')
          .select('person_id', 'joined_on', 'left_on')
      ).map((row) => [row.person_id, row.joined_on, row.left_on]);

    it('one after the other become one stay from the first day to now, and two again', async () => {
      const pair = await oneAfterTheOther();
      expect((await w.preview()).obstacles).to.deep.equal([]);
      const before = await everything(w.db);
      const { mergeId } = await w.merge();
      expect(await stays(pair.pairId)).to.deep.equal([[w.kept.personId, '2026-09-01', null]]);
      await w.undo(mergeId);
      const after = await everything(w.db);
      expect(after['pair_members']).to.deep.equal(before['pair_members']);
    });

    it('both of whom are marked at one meeting are refused with words of what to do', async () => {
      const mentees = [w.kept, w.merged];
      const pair = await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees });
      await buildMeeting(w.db, pair);
      const { obstacles } = await w.preview();
      expect(obstacles.map((one) => one.code)).to.deep.equal(['same_pair']);
      expect(await w.refusal(w.merge())).to.deep.equal(['merge.same_pair']);
    });

    it('are not parted again after a meeting of the group', async () => {
      const pair = await oneAfterTheOther();
      const { mergeId } = await w.merge();
      const meeting = await buildMeeting(w.db, { ...pair, menteeIds: [w.kept.personId] });
      const at = w.service.clock.now() + 1;
      await w.db('meetings').where('id', meeting.meetingId).update({ created_at: at });
      expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.meetingsSince']);
    });
  });
});
