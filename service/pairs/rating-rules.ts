/** How the ratings of a pair's meetings go. */

/** A rating of so much or less is low: the lower two fifths of the scale 1–10. Pairs keep what it tells of them. */
export const LOW_RATING = 4;

/** A mentee's rating (1–10) of a meeting. */
export interface Rating {
  meetingId: string;
  /** `YYYY-MM-DD` */
  heldOn: string;
  rating: number;
}

/** How the ratings of a pair's meetings go; of fewer than two rated meetings nothing is told. */
export interface RatingFacts {
  /** Mean of the last two rated meetings, and of all before them (0: none). */
  recent: number;
  earlier: number;
  /** Rated meetings before the last two. */
  earlierMeetings: number;
  /** The day of the older of the last two. */
  recentSince: string;
  /** The last meetings without a break in each of which somebody rated low, and the day of the first of them. */
  lowRun: number;
  lowSince: string | null;
}

interface Rated {
  meetingId: string;
  heldOn: string;
  sum: number;
  n: number;
  lowest: number;
}

/** The rated meetings, the earliest first. */
function meetingsOf(ratings: readonly Rating[]): Rated[] {
  const meetings = new Map<string, Rated>();
  for (const { meetingId, heldOn, rating } of ratings) {
    const meeting = meetings.get(meetingId);
    if (meeting === undefined)
      meetings.set(meetingId, { meetingId, heldOn, sum: rating, n: 1, lowest: rating });
    else {
      meeting.sum += rating;
      meeting.n += 1;
      meeting.lowest = Math.min(meeting.lowest, rating);
    }
  }
  return [...meetings.values()].sort(before);
}

const before = (a: Rated, b: Rated): number => {
  if (a.heldOn !== b.heldOn) return a.heldOn < b.heldOn ? -1 : 1;
  return a.meetingId < b.meetingId ? -1 : 1;
};

const mean = (meetings: readonly Rated[]): number =>
  meetings.reduce((total, { sum, n }) => total + sum / n, 0) / Math.max(1, meetings.length);

/**
 * How the ratings of one pair go. A meeting's rating is the mean of its mentees'; it is low when one of them is.
 * @param ratings of its meetings that stand, by mentees who came and confirmed; in any order
 * @returns null: fewer than two meetings are rated
 */
export function ratingFacts(ratings: readonly Rating[]): RatingFacts | null {
  const rated = meetingsOf(ratings);
  const last = rated.slice(-2);
  const [older] = last;
  if (older === undefined || last.length < 2) return null;
  const earlier = rated.slice(0, -2);
  const lows = rated.slice(rated.findLastIndex(({ lowest }) => lowest > LOW_RATING) + 1);
  return {
    recent: mean(last),
    earlier: mean(earlier),
    earlierMeetings: earlier.length,
    recentSince: older.heldOn,
    lowRun: lows.length,
    lowSince: lows[0]?.heldOn ?? null,
  };
}

/** What a pair's row keeps of it. */
export interface RatingColumns {
  ratings_recent: number | null;
  ratings_earlier: number | null;
  ratings_earlier_n: number | null;
  ratings_recent_since: string | null;
  ratings_low_run: number | null;
  ratings_low_since: string | null;
}

/** The facts as a pair's row keeps them. */
export const ratingColumns = (facts: RatingFacts | null): RatingColumns => ({
  ratings_recent: facts?.recent ?? null,
  ratings_earlier: facts?.earlier ?? null,
  ratings_earlier_n: facts?.earlierMeetings ?? null,
  ratings_recent_since: facts?.recentSince ?? null,
  ratings_low_run: facts?.lowRun ?? null,
  ratings_low_since: facts?.lowSince ?? null,
});
