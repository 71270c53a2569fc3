import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from '../../demo/college/random.js';
import { down, up } from '../../migrations/service/20261201P-add-ratings-to-pairs.js';
import type { Db } from '../../shared/db/connect.js';
import type { Meeting } from '../api/meetings.js';
import { LOW_RATING, ratingFacts, readPairInBrief } from '../pairs/index.js';
import type { Rating, RatingFacts } from '../pairs/rating-rules.js';
import { eachDatabase } from './support/harness.js';
import { meetingWorld } from './support/meeting-world.js';

/** The same told the long way: meeting by meeting from the definition (methodology §10). */
function plainly(ratings: readonly Rating[]): RatingFacts | null {
  const ids = [...new Set(ratings.map((one) => one.meetingId))];
  const meetings = ids
    .map((id) => ratings.filter((one) => one.meetingId === id))
    .sort((a, b) => {
      const [one, other] = [a, b].map(([r]) => `${r?.heldOn} ${r?.meetingId}`);
      return String(one) < String(other) ? -1 : 1;
    });
  const means = meetings.map((m) => m.reduce((sum, one) => sum + one.rating, 0) / m.length);
  if (meetings.length < 2) return null;
  const mean = (some: number[]) =>
    some.length === 0 ? 0 : some.reduce((sum, one) => sum + one, 0) / some.length;
  let lowRun = 0;
  for (const meeting of meetings)
    lowRun = meeting.some(({ rating }) => rating <= LOW_RATING) ? lowRun + 1 : 0;
  const dayOf = (fromEnd: number) => meetings.at(-fromEnd)?.[0]?.heldOn ?? '';
  return {
    recent: mean(means.slice(-2)),
    earlier: mean(means.slice(0, -2)),
    earlierMeetings: meetings.length - 2,
    recentSince: dayOf(2),
    lowRun,
    lowSince: lowRun === 0 ? null : dayOf(lowRun),
  };
}

/** The ratings that count, of all meetings of a pair there are. */
async function ratingsIn(db: Db, pairId: string): Promise<Rating[]> {
  return db('meeting_attendance as a')
    .join('meetings as m', 'm.id', 'a.meeting_id')
    .where({ 'm.pair_id': pairId, 'a.came': true, 'a.confirmation': 'confirmed' })
    .whereNull('m.withdrawn_at')
    .whereNotNull('a.rating')
    .select({ meetingId: 'm.id', heldOn: 'm.held_on', rating: 'a.rating' });
}

describe('how the ratings of a pair go', () => {
  it('is told as its definition says, in whatever order they come', () => {
    const rating = fc.record({
      meetingId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      rating: fc.integer({ min: 1, max: 10 }),
    });
    const days = ['2026-10-01', '2026-10-01', '2026-09-01', '2026-11-02', '2026-11-01'];
    const dayOf = (id: string) => days[id.charCodeAt(0) - 97] ?? '2026-12-01';
    fc.assert(
      fc.property(fc.array(rating, { maxLength: 18 }), (some) => {
        const ratings = some.map((one) => ({ ...one, heldOn: dayOf(one.meetingId) }));
        expect(ratingFacts(ratings)).to.deep.equal(plainly(ratings));
      }),
    );
  });
});

eachDatabase((openDb) => {
  describe('the ratings that a pair keeps', () => {
    const w = meetingWorld(openDb);
    const kept = async () =>
      (await readPairInBrief(w.db, w.programme.programmeId, w.group.pairId))?.ratings;
    const expected = async () => plainly(await ratingsIn(w.db, w.group.pairId));

    /** One more thing that mentors and mentees do, by chance; who may not do it now is refused. */
    async function happens(random: ReturnType<typeof seededRandom>, meetings: Meeting[]) {
      const some = random.pick(meetings.length === 0 ? [undefined] : meetings);
      const heldOn = `2026-10-${String(10 + random.below(18))}`;
      const came = w.group.menteeIds.filter(() => random.below(3) > 0);
      const attendeeIds = came.length > 0 ? came : w.group.menteeIds;
      const mentor = w.as(w.mentor);
      const what = random.below(12);
      if (some === undefined || what < 2) {
        meetings.push(await mentor.logMeeting({ ...w.input, heldOn, attendeeIds }));
      } else if (what < 10) {
        const answer = { decision: 'confirmed', rating: 1 + random.below(10) } as const;
        await w.as(random.pick(w.mentees)).respondToMeeting({ ...w.at(some), ...answer });
      } else {
        const { version } = await mentor.getMeeting(w.at(some));
        const { pairId: _pair, ...input } = w.input;
        if (what === 10)
          await mentor.correctMeeting({ ...input, ...w.at(some), heldOn, attendeeIds, version });
        else await mentor.withdrawMeeting({ ...w.at(some), version });
      }
    }

    it('are those of its meetings, whatever was done: logged, rated, corrected, withdrawn', async () => {
      let told = 0;
      for (const seed of [1, 2, 3]) {
        await w.build();
        const random = seededRandom(seed);
        const meetings: Meeting[] = [];
        for (let n = 0; n < 45; n += 1) {
          await happens(random, meetings).catch(() => undefined);
          const facts = await expected();
          expect(await kept(), `history ${seed}, step ${n}`).to.deep.equal(facts);
          if (facts !== null && facts.lowRun > 0) told += 1;
        }
      }
      expect(told).to.be.greaterThan(10);
    });

    it('are filled from the meetings there are when the columns come', async () => {
      const random = seededRandom(4);
      const meetings: Meeting[] = [];
      for (let n = 0; n < 60; n += 1) await happens(random, meetings).catch(() => undefined);
      const facts = await expected();
      expect(facts).not.to.equal(null);
      await down(w.db);
      await up(w.db);
      await up(w.db);
      expect(await kept()).to.deep.equal(facts);
    });
  });
});
