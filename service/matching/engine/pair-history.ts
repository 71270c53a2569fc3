import { byCodeUnits } from '../../../shared/compare.js';
import { earliest, latest } from '../../../shared/dates.js';
import { CLOSED_PAIR_STATES, type PairState } from '../../api/reference.js';
import type { PairPlace } from './input-store.js';

/** What pairs say of who can be put together. */
export interface PairHistory {
  /** Mentor and mentee whose pair is over, or from which one has gone; in the order of ids. */
  earlier: (readonly [mentorId: string, menteeId: string])[];
  /** The latest end of a pair, by mentee. */
  endedOn: Map<string, string>;
  /** How many mentees each mentor has in pairs that go on or are to. */
  taken: Map<string, number>;
}

const CLOSED: readonly PairState[] = CLOSED_PAIR_STATES;
const isOver = ({ state, leftOn }: PairPlace): boolean => leftOn !== null || CLOSED.includes(state);

/** The day on which somebody's pair was over; of old ones, of which no day was kept, the planned one. */
const overOn = ({ leftOn, closedOn, endsOn }: PairPlace, today: string): string =>
  leftOn ?? closedOn ?? earliest(endsOn, today);

function byPair(places: readonly PairPlace[]): PairPlace[][] {
  const pairs = new Map<string, PairPlace[]>();
  for (const place of places) {
    const known = pairs.get(place.pairId);
    if (known) known.push(place);
    else pairs.set(place.pairId, [place]);
  }
  return [...pairs.values()];
}

export function pairHistory(places: readonly PairPlace[], today: string): PairHistory {
  const earlier = new Map<string, readonly [string, string]>();
  const endedOn = new Map<string, string>();
  const menteesOf = new Map<string, Set<string>>();
  for (const pair of byPair(places)) {
    const mentees = pair.filter(({ side }) => side === 'mentee');
    for (const mentee of mentees) {
      if (!isOver(mentee)) continue;
      const day = overOn(mentee, today);
      endedOn.set(mentee.personId, latest(day, endedOn.get(mentee.personId) ?? null));
    }
    for (const mentor of pair.filter(({ side }) => side === 'mentor')) {
      for (const mentee of mentees) {
        const both = [mentor.personId, mentee.personId] as const;
        if (isOver(mentor) || isOver(mentee)) earlier.set(both.join(' '), both);
        else {
          const now = menteesOf.get(mentor.personId) ?? new Set<string>();
          menteesOf.set(mentor.personId, now.add(mentee.personId));
        }
      }
    }
  }
  return {
    earlier: [...earlier].sort(([a], [b]) => byCodeUnits(a, b)).map(([, both]) => both),
    endedOn,
    taken: new Map([...menteesOf].map(([id, mentees]) => [id, mentees.size])),
  };
}
