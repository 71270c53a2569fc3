/** How the ratings of pairs go, told from each of them. */

/** A mentee's rating (1–10) of a meeting. */
export interface Rating {
  pairId: string;
  meetingId: string;
  /** `YYYY-MM-DD` */
  heldOn: string;
  rating: number;
}

/** How the ratings of a pair's meetings go; of fewer than two rated meetings nothing is told. */
export interface PairRatings {
  pairId: string;
  /** Mean of the last two rated meetings, and of all before them (0: none). */
  recent: number;
  earlier: number;
  earlierMeetings: number;
  /** The day of the older of the last two. */
  recentSince: string;
  /** The last meetings without a break that somebody rated low, and the day of the first of them. */
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

/** The rated meetings of each pair, in any order. */
function meetingsOf(ratings: readonly Rating[]): Map<string, Map<string, Rated>> {
  const pairs = new Map<string, Map<string, Rated>>();
  for (const { pairId, meetingId, heldOn, rating } of ratings) {
    let meetings = pairs.get(pairId);
    if (meetings === undefined) {
      meetings = new Map();
      pairs.set(pairId, meetings);
    }
    const meeting = meetings.get(meetingId);
    if (meeting === undefined)
      meetings.set(meetingId, { meetingId, heldOn, sum: rating, n: 1, lowest: rating });
    else {
      meeting.sum += rating;
      meeting.n += 1;
      meeting.lowest = Math.min(meeting.lowest, rating);
    }
  }
  return pairs;
}

const before = (a: Rated, b: Rated): number => {
  if (a.heldOn !== b.heldOn) return a.heldOn < b.heldOn ? -1 : 1;
  return a.meetingId < b.meetingId ? -1 : 1;
};

const mean = (meetings: readonly Rated[]): number =>
  meetings.reduce((total, { sum, n }) => total + sum / n, 0) / Math.max(1, meetings.length);

/**
 * How the ratings of each pair go. A meeting's rating is the mean of its mentees'; it is low when one of them is.
 * @param low ratings of so much or less are low
 */
export function pairRatings(ratings: readonly Rating[], low: number): PairRatings[] {
  return [...meetingsOf(ratings)].flatMap(([pairId, meetings]) => {
    const rated = [...meetings.values()].sort(before);
    const last = rated.slice(-2);
    const [older] = last;
    if (older === undefined || last.length < 2) return [];
    const earlier = rated.slice(0, -2);
    const lows = rated.slice(rated.findLastIndex(({ lowest }) => lowest > low) + 1);
    return [
      {
        pairId,
        recent: mean(last),
        earlier: mean(earlier),
        earlierMeetings: earlier.length,
        recentSince: older.heldOn,
        lowRun: lows.length,
        lowSince: lows[0]?.heldOn ?? null,
      },
    ];
  });
}
