import { NEVER_PASSED_OVER } from '../../api/reference.js';
import { ruleBit } from './rule-bits.js';
import type { Judgement, MatchInput } from './types.js';

const NEVER = NEVER_PASSED_OVER.reduce((bits, rule) => bits | ruleBit(rule), 0);

type Places = ReadonlyMap<string, number>;

/**
 * The directive assignments of an input by their places, each mentee once: they are made whatever rules
 * they break, but for those that nobody passes over. The solver is told of what they leave.
 */
export function fixedPairs(
  input: MatchInput,
  menteeAt: Places,
  unitAt: Places,
  ruleBits: (mentee: number, unit: number) => number,
): [mentee: number, unit: number][] {
  const fixed = new Map<number, number>();
  for (const [menteeId, unitId] of input.fixed) {
    const [mentee, unit] = [menteeAt.get(menteeId), unitAt.get(unitId)];
    if (mentee === undefined || unit === undefined || fixed.has(mentee)) continue;
    if ((ruleBits(mentee, unit) & NEVER) === 0) fixed.set(mentee, unit);
  }
  return [...fixed].sort((a, b) => a[0] - b[0]);
}

/** The places that directive assignments leave of each unit, and how many a group still needs. */
export function placesLeft({ units }: Pick<Judgement, 'units'>, fixed: Judgement['fixed']) {
  const taken = new Int32Array(units.length);
  for (const [, unit] of fixed) taken[unit] = (taken[unit] as number) + 1;
  return units.map(({ unitId, capacity, atLeast }, at) => ({
    id: unitId,
    capacity: Math.max(0, capacity - (taken[at] as number)),
    atLeast: Math.max(1, atLeast - (taken[at] as number)),
  }));
}

/** What the solver found, with the directive assignments. */
export function withFixed({ fixed }: Pick<Judgement, 'fixed'>, mentorOf: Int32Array): Int32Array {
  const all = Int32Array.from(mentorOf);
  for (const [mentee, unit] of fixed) all[mentee] = unit;
  return all;
}
