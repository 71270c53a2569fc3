import { MATCH_INTERESTS } from '../../../api/match-codes.js';
import { codesIn, countBits } from '../lexicon.js';
import { inCommon, keyOfTerms, type Terms, wordsInCommon } from '../traits.js';
import { ANYTHING, type Criterion, HALF, UNKNOWN, unknown } from './criterion.js';

/** So many interests in common are enough to talk about. */
const ENOUGH = 3;

function sharedBits(a: Terms, b: Terms): number {
  const most = Math.min(ENOUGH, countBits(a.bits), countBits(b.bits));
  return most === 0 ? 0 : Math.min(1, countBits(a.bits & b.bits) / most);
}

function worthOf(a: Terms | null, b: Terms | null): number {
  if (a === null || b === null) return UNKNOWN;
  const byBits = sharedBits(a, b);
  if (a.coded && b.coded) return byBits;
  const most = Math.min(ENOUGH, a.stems.length, b.stems.length);
  const byWords = most === 0 ? 0 : Math.min(1, inCommon(a.stems, b.stems) / most);
  const told = Math.max(byBits, byWords);
  // A text tells what it names, and nothing of the rest.
  return told === 0 ? UNKNOWN : HALF + HALF * told;
}

/** What both like to do; three in common, or all that one has named, are as good as can be. */
export const interests: Criterion = {
  enough: ANYTHING,
  keyOf: ({ traits: { interests } }) => keyOfTerms(interests),
  value: (mentee, mentor) => worthOf(mentee.traits.interests, mentor.traits.interests),
  tell(mentee, mentor, value) {
    const [a, b] = [mentee.traits.interests, mentor.traits.interests];
    if (value === UNKNOWN || a === null || b === null)
      return unknown(a?.coded ?? false, b?.coded ?? false);
    if (value === 0) return { code: 'none', values: [] };
    const words = wordsInCommon(b, a);
    if (words.length > 0) return { code: 'words', values: words };
    return { code: 'shared', values: codesIn(MATCH_INTERESTS, a.bits & b.bits) };
  },
};
