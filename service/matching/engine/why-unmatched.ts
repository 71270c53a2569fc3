import { BROKEN_RULES, type BrokenRule } from '../../api/reference.js';
import { countBits } from './lexicon.js';
import { ruleBit, rulesIn } from './rule-bits.js';
import type { Judgement } from './types.js';

/**
 * How hard a rule is to loosen, for choosing between sets of one size: what a word with somebody settles
 * comes first, then what the college has decided, then what it owes to people; the law, the family and a
 * confidential word come last, and are named only where every way leads through as many of them.
 */
const HARDNESS: Readonly<Record<string, number>> = {
  capacity: 1,
  group_too_small: 1,
  mentor_paused: 2,
  cooling_off: 2,
  form: 2,
  mentor_not_trained: 3,
  earlier_pair: 3,
  age: 3,
  mentor_not_in_pool: 4,
  mentee_not_in_pool: 4,
  teaches: 5,
  manages: 5,
  forbidden: 6,
  mentor_consent: 7,
  mentee_consent: 7,
  own_parent: 8,
  veto: 9,
};
/** A criterion that is a must is a wish of the settings. */
const OF_A_MUST = 1;

const hardnessOf = (rule: BrokenRule): number => HARDNESS[rule] ?? OF_A_MUST;

/** The hardest first, as numbers that compare digit by digit. */
function hardness(bits: number): string {
  return rulesIn(bits)
    .map(hardnessOf)
    .sort((a, b) => b - a)
    .join('');
}

/** Fewer rules, then the less hard ones (the hardest decides), then the order of BROKEN_RULES. */
function isEasier(a: number, b: number): boolean {
  const [n, m] = [countBits(a), countBits(b)];
  if (n !== m) return n < m;
  const [x, y] = [hardness(a), hardness(b)];
  return x === y ? a < b : x < y;
}

/** The allowed pairs by unit. */
function menteesOfUnits({ problem, units }: Judgement): { first: Int32Array; mentees: Int32Array } {
  const { pairs } = problem;
  const first = new Int32Array(units.length + 1);
  for (const unit of pairs.mentors) first[unit + 1] = (first[unit + 1] as number) + 1;
  for (let unit = 0; unit < units.length; unit += 1)
    first[unit + 1] = (first[unit + 1] as number) + (first[unit] as number);
  const next = first.slice();
  const mentees = new Int32Array(pairs.mentees.length);
  for (let n = 0; n < mentees.length; n += 1) {
    const unit = pairs.mentors[n] as number;
    mentees[next[unit] as number] = pairs.mentees[n] as number;
    next[unit] = (next[unit] as number) + 1;
  }
  return { first, mentees };
}

/** How many each unit has. */
function loadsOf(mentorOf: Int32Array, unitCount: number): Int32Array {
  const load = new Int32Array(unitCount);
  for (const unit of mentorOf) if (unit >= 0) load[unit] = (load[unit] as number) + 1;
  return load;
}

/**
 * Units that can take one more, at once or when others move on along allowed pairs: one search from the
 * free places backwards. A group that has not begun needs more than one.
 * @param moversTo those who are matched elsewhere, are not held fast and may move to a unit
 */
function unitsWithRoom(
  { units }: Pick<Judgement, 'units'>,
  mentorOf: Int32Array,
  load: Int32Array,
  moversTo: (unit: number, room: Uint8Array) => Iterable<number>,
): Uint8Array {
  const room = new Uint8Array(units.length);
  const queue: number[] = [];
  for (let unit = 0; unit < units.length; unit += 1) {
    if (!hasFreePlace(units, unit, load)) continue;
    room[unit] = 1;
    queue.push(unit);
  }
  for (let n = 0; n < queue.length; n += 1) {
    for (const mentee of moversTo(queue[n] as number, room)) {
      const from = mentorOf[mentee] as number;
      if (from < 0 || room[from] === 1) continue;
      room[from] = 1;
      queue.push(from);
    }
  }
  return room;
}

/** Whether a unit takes one more as things are; a group that has not begun does not begin with one. */
function hasFreePlace(units: Judgement['units'], unit: number, load: Int32Array): boolean {
  const { capacity = 0, atLeast = 1 } = units[unit] ?? {};
  const now = load[unit] as number;
  return now < capacity && (now > 0 || atLeast <= 1);
}

/** Those who are matched and not held fast, by the columns of the problem. */
function moversOf(judgement: Judgement): (unit: number) => Iterable<number> {
  const { first, mentees } = menteesOfUnits(judgement);
  const locked = new Set(judgement.problem.locks.map(([mentee]) => mentee));
  return (unit) =>
    mentees
      .subarray(first[unit] as number, first[unit + 1] as number)
      .filter((mentee) => !locked.has(mentee));
}

/** What it costs that a unit has no room for one more. */
function roomBits({ units }: Judgement, unit: number, load: number): number {
  const { capacity = 0, atLeast = 1 } = units[unit] ?? {};
  if (load === 0 && atLeast > 1 && capacity > 0) return ruleBit('group_too_small');
  return ruleBit('capacity');
}

/** The easiest to loosen of the sets of rules that stand between a mentee and each unit. */
function easiest(unitCount: number, bitsOf: (unit: number) => number): BrokenRule[] {
  const sets = new Set<number>();
  for (let unit = 0; unit < unitCount; unit += 1) sets.add(bitsOf(unit));
  let best: number | null = null;
  for (const bits of sets) if (best === null || isEasier(bits, best)) best = bits;
  return best === null ? [] : rulesIn(best);
}

/** Of each unit, what it costs that it has no room for one more; 0: it has. */
const lacksOf = (judgement: Judgement, load: Int32Array, room: Uint8Array): Int32Array =>
  Int32Array.from(room, (has, unit) =>
    has === 1 ? 0 : roomBits(judgement, unit, load[unit] as number),
  );

/**
 * For each mentee without a mentor, the smallest set of rules such that, were they loosened for that
 * mentee, a place would be found without taking anybody's: over all units the rules that the pair breaks,
 * and `capacity` where no free place can be reached from the unit (or `group_too_small` where its group
 * has not begun). Between sets of one size HARDNESS decides.
 * @param mentorOf the unit of each mentee, -1: none
 * @returns rules in the order of BROKEN_RULES, by the mentee's place; empty where there are no units
 */
export function whyUnmatched(
  judgement: Judgement,
  mentorOf: Int32Array,
): Map<number, BrokenRule[]> {
  const { units } = judgement;
  const load = loadsOf(mentorOf, units.length);
  const room = unitsWithRoom(judgement, mentorOf, load, moversOf(judgement));
  const lacks = lacksOf(judgement, load, room);
  const found = new Map<number, BrokenRule[]>();
  mentorOf.forEach((own, mentee) => {
    if (own >= 0) return;
    const bitsOf = (unit: number) => judgement.ruleBits(mentee, unit) | (lacks[unit] as number);
    found.set(mentee, easiest(units.length, bitsOf));
  });
  return found;
}

/** Places as hands have left them, and the bans of now. */
export interface PlacesNow {
  /** The unit of each mentee, -1: none. */
  mentorOf: Int32Array;
  isLocked(mentee: number): boolean;
  isBanned(mentee: number, unit: number): boolean;
}

/** What keeps somebody from a mentor now. */
export interface WhyNow {
  rules: BrokenRule[];
  /** Where no rule does: a place is free, or comes free when others move; null: there are rules. */
  open: 'place' | 'moves' | null;
}

const FORBIDDEN = ruleBit('forbidden');

/**
 * As whyUnmatched(), for some mentees and for what stands after changes by hand. Looks at no pair that does
 * not matter to them, so that it can be asked while somebody waits.
 */
export function whyNow(
  judgement: Judgement,
  { mentorOf, isLocked, isBanned }: PlacesNow,
  wanted: readonly number[],
): Map<number, WhyNow> {
  const { units } = judgement;
  const ruleBits = (mentee: number, unit: number): number => {
    const then = judgement.ruleBits(mentee, unit) & ~FORBIDDEN;
    return isBanned(mentee, unit) ? then | FORBIDDEN : then;
  };
  const load = loadsOf(mentorOf, units.length);
  const movable = [...mentorOf.keys()].filter(
    (at) => (mentorOf[at] as number) >= 0 && !isLocked(at),
  );
  const room = unitsWithRoom(judgement, mentorOf, load, (unit, has) =>
    movable.filter((at) => has[mentorOf[at] as number] === 0 && ruleBits(at, unit) === 0),
  );
  const lacks = lacksOf(judgement, load, room);
  return new Map(
    wanted.map((mentee): [number, WhyNow] => {
      const rules = easiest(
        units.length,
        (unit) => ruleBits(mentee, unit) | (lacks[unit] as number),
      );
      if (rules.length > 0 || units.length === 0) return [mentee, { rules, open: null }];
      const direct = units.some(
        (_, unit) => hasFreePlace(units, unit, load) && ruleBits(mentee, unit) === 0,
      );
      return [mentee, { rules, open: direct ? 'place' : 'moves' }];
    }),
  );
}

/** All rules have a hardness of their own, or are a must. */
export const HARDNESS_OF_RULES: ReadonlyMap<BrokenRule, number> = new Map(
  BROKEN_RULES.map((rule) => [rule, hardnessOf(rule)]),
);
