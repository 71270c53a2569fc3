import { TOPICS } from '../../../api/reference.js';
import { codesIn, countBits } from '../lexicon.js';
import { inCommon, keyOfTerms, type Terms, wordsInCommon } from '../traits.js';
import { ANYTHING, type Criterion, HALF, UNKNOWN, unknown } from './criterion.js';

/** So many words in common say enough of two texts. */
const WORDS_ENOUGH = 3;

/** The share of the directions asked for. */
const covered = (asked: number, offered: number): number =>
  countBits(asked & offered) / countBits(asked);

/** Two texts: by the words that both use, or else by the directions that both tell of. */
function ofWords(asked: Terms, offered: Terms): number {
  const shared = inCommon(asked.stems, offered.stems);
  const byWords = Math.min(1, shared / Math.min(WORDS_ENOUGH, asked.stems.length));
  const byTopics = asked.bits === 0 ? 0 : covered(asked.bits, offered.bits);
  return Math.max(byWords, byTopics);
}

function worthOf(asked: Terms | null, offered: Terms | null): number {
  if (asked === null || offered === null) return UNKNOWN;
  if (asked.coded && offered.coded) return covered(asked.bits, offered.bits);
  // A text names no directions: what it says is good to know, what it does not say tells nothing.
  const told = asked.coded || offered.coded ? byBits(asked, offered) : ofWords(asked, offered);
  return told === 0 ? UNKNOWN : HALF + HALF * told;
}

const byBits = (asked: Terms, offered: Terms): number =>
  asked.bits === 0 ? 0 : covered(asked.bits, offered.bits);

/**
 * What the mentee asks for and what the mentor can do (methodology §4.8): the share of the mentee's
 * directions that the mentor has. Where one side has said it in words alone, words that match are worth
 * from half to all, and words that do not are no data.
 */
export const requests: Criterion = {
  enough: ANYTHING,
  keyOf: ({ traits: { topics } }) => keyOfTerms(topics),
  value: (mentee, mentor) => worthOf(mentee.traits.topics, mentor.traits.topics),
  tell(mentee, mentor, value) {
    const [asked, offered] = [mentee.traits.topics, mentor.traits.topics];
    if (value === UNKNOWN || asked === null || offered === null)
      // Where both have said something, it is the text of one that cannot be compared.
      return unknown(asked?.coded ?? false, offered?.coded ?? false);
    const shared = codesIn(TOPICS, asked.bits & offered.bits);
    if (value === 0) return { code: 'none', values: codesIn(TOPICS, asked.bits) };
    const words = wordsInCommon(offered, asked);
    if (words.length > 0) return { code: 'words', values: words };
    const of = countBits(asked.bits);
    if (shared.length === of) return { code: 'all', values: shared };
    return { code: 'some', values: [String(shared.length), String(of), ...shared] };
  },
};
