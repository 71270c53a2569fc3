/** Broken rules as the bits of a number, in the order of BROKEN_RULES: sets that are quick to join and compare. */
import { BROKEN_RULES, type BrokenRule } from '../../api/reference.js';

const BIT = new Map<BrokenRule, number>(BROKEN_RULES.map((rule, at) => [rule, 1 << at]));

/** @throws for what is no rule */
export function ruleBit(rule: BrokenRule): number {
  const bit = BIT.get(rule);
  if (bit === undefined) throw new Error(`no rule ${rule}`);
  return bit;
}

export const rulesIn = (bits: number): BrokenRule[] =>
  BROKEN_RULES.filter((_, at) => (bits & (1 << at)) !== 0);
