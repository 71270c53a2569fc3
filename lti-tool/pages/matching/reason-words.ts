import type { MatchReason } from '../../../service/api/match-runs.js';
import type { MatchCriterion } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';

/** Of which list the values of a criterion's sentences are codes; the others are words and numbers. */
const LISTS: Partial<Record<MatchCriterion, string>> = {
  requests: 'topic',
  interests: 'matchInterest',
  time: 'matchTime',
  format: 'matchFormat',
  language: 'matchLanguage',
  gender: 'matchGender',
  ballots: 'ballotNamed',
};
/** Sentences whose values are words of people although the criterion has a list. */
const IN_WORDS = 'words';

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The values of a sentence, codes by their labels. */
function valuesOf(ctx: PageContext, { criterion, code, values }: MatchReason): string[] {
  const list = LISTS[criterion];
  if (list === undefined || code === IN_WORDS || code === 'unknown') return [...values];
  return values.map((value) => {
    const label = ctx.ref(list, value);
    return label === `ref.${list}.${value}` ? value : lowered(label);
  });
}

/**
 * A criterion's word on a pair, as a short sentence: «общие интересы: музыка, спорт».
 * @param headed it stands below the criterion's name
 */
export function reasonSentence(ctx: PageContext, reason: MatchReason, headed = false): string {
  const { criterion, code } = reason;
  if (code === 'unknown') {
    if (headed) return ctx.t(`matching.unknownOf.${reason.values[0] ?? 'both'}`);
    const what = lowered(ctx.ref('matchCriterion', criterion));
    return ctx.t(`matching.unknown.${reason.values[0] ?? 'both'}`, { what });
  }
  const values = valuesOf(ctx, reason);
  const [first = '', second = '', ...rest] = values;
  return ctx.t(`matching.reason.${criterion}.${code}`, {
    first,
    second,
    list: (criterion === 'requests' && code === 'some' ? rest : values).join(', '),
    // What follows a speciality or an enterprise are the words that both use.
    rest: [second, ...rest].filter(Boolean).join(', '),
  });
}
