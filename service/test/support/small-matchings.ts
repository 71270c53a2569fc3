import fc from 'fast-check';
import { seededRandom } from '../../../demo/college/random.js';

/** A problem of matching that is small enough to try everything. */
export interface Small {
  capacities: number[];
  /** When each mentee applied. */
  applied: number[];
  /** Mentee, mentor, score. */
  pairs: (readonly [mentee: number, mentor: number, score: number])[];
  locks: [mentee: number, mentor: number][];
  /** With how many a mentor's group takes place. */
  atLeast?: number[];
}

const MENTEES = 6;
const MENTORS = 4;

/** Few different scores, so that many ways are equal; or any. */
const scores = fc.oneof(
  fc.constantFrom(0, 50),
  fc.constantFrom(10, 20, 30),
  fc.nat(100),
  fc.nat(1000).map((n) => n / 10),
);

/** Locks that can be kept: pairs of the list, one a mentee, as many as there is room. */
function keepable({ capacities, pairs }: Omit<Small, 'locks'>, from: readonly number[]) {
  const locks: Small['locks'] = [];
  for (const n of from) {
    const [mentee, mentor] = pairs[n % Math.max(1, pairs.length)] ?? [-1, -1];
    if (mentee < 0 || locks.some(([one]) => one === mentee)) continue;
    const taken = locks.filter(([, one]) => one === mentor).length;
    if (taken < (capacities[mentor] as number)) locks.push([mentee, mentor]);
  }
  return locks;
}

/** Problems of up to six mentees and four mentors. */
export const smallProblems = (): fc.Arbitrary<Small> =>
  fc
    .record({
      applied: fc.array(fc.nat(3), { minLength: 1, maxLength: MENTEES }),
      capacities: fc.array(fc.nat(3), { minLength: 1, maxLength: MENTORS }),
    })
    .chain(({ applied, capacities }) =>
      fc
        .record({
          pairs: fc.array(
            fc.tuple(fc.nat(applied.length - 1), fc.nat(capacities.length - 1), scores),
            { maxLength: MENTEES * MENTORS },
          ),
          from: fc.oneof(fc.constant([]), fc.array(fc.nat(20), { maxLength: 2 })),
        })
        .map(({ pairs, from }) => ({
          applied,
          capacities,
          pairs,
          locks: keepable({ applied, capacities, pairs }, from),
        })),
    );

/** The same with groups that need up to three to take place. */
export const smallGroups = (): fc.Arbitrary<Small> =>
  fc
    .tuple(smallProblems(), fc.array(fc.nat(3), { minLength: MENTORS, maxLength: MENTORS }))
    .map(([small, atLeast]) => ({ ...small, atLeast }));

/**
 * Hundreds of mentees with some mentors each, sometimes with too little room for all.
 * @param kinds how many different scores there are
 */
export function hundreds(seed: number, kinds: number): Small {
  const { below: upTo } = seededRandom(seed);
  const [mentees, mentors, each] = [50 + upTo(250), 20 + upTo(80), 1 + upTo(12)];
  return {
    applied: Array.from({ length: mentees }, () => upTo(10)),
    capacities: Array.from({ length: mentors }, () => upTo(6)),
    pairs: Array.from({ length: mentees * each }, (_, n) => [
      n % mentees,
      upTo(mentors),
      Math.round((upTo(kinds) * 100) / kinds),
    ]),
    locks: [],
  };
}

/** What an assignment is judged by, the most important first; greater is better in each. */
export interface Worth {
  matched: number;
  /** In tenths, so that sums are exact. */
  total: number;
  /** Less the sum of the squares of all loads. */
  evenness: number;
  /** Who is matched, the oldest application first: 1 for each who is. */
  oldest: string;
}

/** Judges an assignment given as the mentor of each mentee; -1: none. */
export function worthOf({ applied, capacities, pairs }: Small, mentorOf: number[]): Worth {
  const scoreOf = (mentee: number, mentor: number) =>
    Math.max(...pairs.filter(([i, j]) => i === mentee && j === mentor).map(([, , s]) => s));
  const made = mentorOf.flatMap((mentor, mentee) =>
    mentor < 0 ? [] : [[mentee, mentor] as const],
  );
  const loads = capacities.map((_, j) => made.filter(([, mentor]) => mentor === j).length);
  const byAge = applied
    .map((at, mentee) => ({ at, mentee }))
    .sort((a, b) => a.at - b.at || a.mentee - b.mentee);
  return {
    matched: made.length,
    total: Math.round(made.reduce((sum, [i, j]) => sum + scoreOf(i, j) * 10, 0)),
    evenness: 0 - loads.reduce((sum, load) => sum + load * load, 0),
    oldest: byAge.map(({ mentee }) => ((mentorOf[mentee] as number) < 0 ? '0' : '1')).join(''),
  };
}

const isBetter = (a: Worth, b: Worth): boolean => {
  if (a.matched !== b.matched) return a.matched > b.matched;
  if (a.total !== b.total) return a.total > b.total;
  if (a.evenness !== b.evenness) return a.evenness > b.evenness;
  return a.oldest > b.oldest;
};

/** Whether no group has begun with fewer than it needs. */
const groupsAreLargeEnough = ({ atLeast }: Small, mentorOf: readonly number[]): boolean =>
  (atLeast ?? []).every((needed, mentor) => {
    const load = mentorOf.filter((one) => one === mentor).length;
    return load === 0 || load >= needed;
  });

/** The worth of the best assignment there is, found by trying every one; null: none is allowed. */
export function bestByTrying(small: Small): Worth | null {
  const { applied, capacities, pairs, locks } = small;
  const locked = new Map(locks);
  const choices = applied.map((_, mentee) => {
    const lock = locked.get(mentee);
    if (lock !== undefined) return [lock];
    return [-1, ...new Set(pairs.filter(([i]) => i === mentee).map(([, j]) => j))];
  });
  const left = [...capacities];
  const chosen: number[] = [];
  let best: Worth | null = null;
  const tryFrom = (mentee: number): void => {
    if (mentee === applied.length) {
      if (!groupsAreLargeEnough(small, chosen)) return;
      const worth = worthOf(small, chosen);
      if (best === null || isBetter(worth, best)) best = worth;
      return;
    }
    for (const mentor of choices[mentee] as number[]) {
      if (mentor >= 0 && left[mentor] === 0) continue;
      if (mentor >= 0) left[mentor] = (left[mentor] as number) - 1;
      chosen[mentee] = mentor;
      tryFrom(mentee + 1);
      if (mentor >= 0) left[mentor] = (left[mentor] as number) + 1;
    }
  };
  tryFrom(0);
  return best;
}
