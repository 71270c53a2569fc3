import { codesIn, countBits } from '../lexicon.js';
import { NOT_SAID, type Traits } from '../traits.js';
import { ANYTHING, type Criterion, UNKNOWN, unknown } from './criterion.js';

/**
 * A criterion of two lists of codes that are to have something in common.
 * @param enoughInCommon so many are as good as can be; fewer are worth a little less
 */
export function codeLists(
  listOf: (traits: Traits) => number,
  codes: readonly string[],
  enoughInCommon: number,
): Criterion {
  const least = 0.7;
  return {
    enough: ANYTHING,
    keyOf: ({ traits }) => String(listOf(traits)),
    value(mentee, mentor) {
      const [a, b] = [listOf(mentee.traits), listOf(mentor.traits)];
      if (a === NOT_SAID || b === NOT_SAID) return UNKNOWN;
      const shared = countBits(a & b);
      if (shared === 0) return 0;
      return shared >= enoughInCommon ? 1 : least;
    },
    tell(mentee, mentor, value) {
      const [a, b] = [listOf(mentee.traits), listOf(mentor.traits)];
      if (value === UNKNOWN) return unknown(a !== NOT_SAID, b !== NOT_SAID);
      if (value === 0) return { code: 'none', values: [] };
      return { code: 'shared', values: codesIn(codes, a & b) };
    },
  };
}
