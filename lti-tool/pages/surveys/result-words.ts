import type { Answer, Question } from '../../../service/api/questionnaire-definition.js';
import type { QuestionResult } from '../../../service/api/survey-results.js';
import type { PageContext } from '../../web/context.js';
import { inLocale } from './wave-words.js';

type Asked = Pick<Question, 'type' | 'options'>;

/** One value of an answer in words: an option's text, «да», a name. */
export function valueWords(
  ctx: PageContext,
  { type, options }: Asked,
  value: string,
  names: Readonly<Record<string, string>> = {},
): string {
  switch (type) {
    case 'yes_no':
      return ctx.t(value === 'true' ? 'word.yes' : 'word.no');
    case 'frequency':
      return ctx.ref('frequency', value);
    case 'one_of':
    case 'several_of': {
      const option = options.find(({ code }) => code === value);
      return option ? inLocale(ctx, option.text) : value;
    }
    case 'ranking':
      return names[value] ?? ctx.t('word.participant');
    case 'date':
      return ctx.fmt.date(value);
    default:
      return value;
  }
}

/** An answer in words, several values one after the other; '' of none. */
export function answerWords(
  ctx: PageContext,
  question: Asked,
  answer: Answer | undefined,
  names: Readonly<Record<string, string>>,
): string {
  if (answer === null || answer === undefined) return '';
  const values = Array.isArray(answer) ? answer : [answer];
  const words = values.map((value) => valueWords(ctx, question, String(value), names));
  return question.type === 'ranking'
    ? words.map((word, i) => `${i + 1}. ${word}`).join('; ')
    : words.join('; ');
}

/** The values of a question's results with their words and counts, in the order of showing. */
export function countRows(ctx: PageContext, result: QuestionResult, options: Question['options']) {
  const names = Object.fromEntries(result.counts.map((one) => [one.value, one.name ?? '']));
  return result.counts.map((one) => ({
    label: valueWords(ctx, { type: result.type, options }, one.value, names),
    n: one.n,
    first: one.first,
    share: result.n ? one.n / result.n : 0,
  }));
}
