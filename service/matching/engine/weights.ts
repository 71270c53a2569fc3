import { MATCH_CRITERIA } from '../../api/reference.js';
import { CRITERIA } from './criteria/index.js';
import { ruleBit } from './rule-bits.js';
import type { MatchSettings } from './types.js';

/** A full score, in hundredths of a point. */
export const FULL = 10_000;

/**
 * What each criterion can bring at most, in hundredths of a point: its share of all weights, so rounded
 * that together they are a full score (by the largest remainders; of equal ones the first).
 */
export function greatestPoints(weights: readonly number[]): number[] {
  const all = weights.reduce((sum, one) => sum + one, 0);
  if (all === 0) return weights.map(() => 0);
  const points = weights.map((one) => Math.floor((one * FULL) / all));
  const left = FULL - points.reduce((sum, one) => sum + one, 0);
  weights
    .map((one, at) => ({ at, rest: (one * FULL) % all }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
    .slice(0, left)
    .forEach(({ at }) => {
      points[at] = (points[at] as number) + 1;
    });
  return points;
}

/** A criterion as the settings have it. */
export interface Weighted {
  /** Its place in CRITERIA. */
  at: number;
  weight: number;
  must: boolean;
  /** At most, in hundredths of a point. */
  most: number;
  /** The rule that is broken where it is a must and is not met. */
  bit: number;
  enough: number;
}

export function weightedCriteria({ criteria }: MatchSettings): Weighted[] {
  const most = greatestPoints(MATCH_CRITERIA.map((name) => criteria[name].weight));
  return MATCH_CRITERIA.map((name, at) => ({
    at,
    weight: criteria[name].weight,
    must: criteria[name].must,
    most: most[at] as number,
    bit: ruleBit(`must.${name}`),
    enough: CRITERIA[at]?.enough ?? 0,
  }));
}
