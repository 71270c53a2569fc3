import type { Answer, Answers, Question } from '../../../service/api/questionnaire-definition.js';
import { FREQUENCIES } from '../../../service/api/reference.js';
import { shownQuestions } from '../../../service/api/shown-questions.js';
import { fieldList, fieldText } from '../../web/forms.js';
import { fieldOf } from '../my-surveys/question-views.js';

/**
 * What is typed for a «yes» and a «no»: the number in front of the box, or the first letter. No single
 * key means both: «н» is «нет» in the Russian layout, and the same key is «y» in the Latin one, so the
 * page says at once how it was understood.
 */
const YES_NO: Readonly<Record<string, boolean>> = {
  1: true,
  2: false,
  д: true,
  н: false,
  да: true,
  нет: false,
  y: true,
  n: false,
  yes: true,
  no: false,
};

/** What can be typed for a «yes» or a «no», with its meaning. */
export const YES_NO_KEYS = YES_NO;

const asNumber = (text: string): Answer => {
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : text;
};

/** A date as it is written by hand: 5.3.2009, 05.03.2009, 05032009; another text stays as it is. */
function asDate(text: string): string {
  const parts =
    /^(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (!parts) return text;
  const [, day = '', month = '', year = ''] = parts;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Codes of what can be chosen, in the order in which the sheet numbers them. */
const codesOf = ({ type, options }: Question): readonly string[] =>
  type === 'frequency' ? FREQUENCIES : options.map(({ code }) => code);

/** The code that a typed number stands for; what is none stays, for the service to refuse. */
const chosen = (question: Question, typed: string): string =>
  (/^\d{1,3}$/.test(typed) ? codesOf(question)[Number(typed) - 1] : undefined) ?? typed;

/** The answer that was typed off a sheet; null: none. */
export function typedAnswer(question: Question, body: unknown): Answer {
  const name = fieldOf(question.code);
  if (question.type === 'ranking') return fieldList(body, name);
  const text = fieldText(body, name).trim();
  if (text === '') return null;
  switch (question.type) {
    case 'yes_no':
      return YES_NO[text.toLowerCase()] ?? text;
    case 'scale':
    case 'number':
      return asNumber(text);
    case 'one_of':
    case 'frequency':
      return chosen(question, text);
    case 'several_of':
      return text
        .split(/[\s,;]+/)
        .filter((one) => one !== '')
        .map((one) => chosen(question, one));
    case 'date':
      return asDate(text);
    default:
      return text;
  }
}

/** All answers of a sheet. Those to questions that its own answers do not ask for are left out, as online. */
export function typedAnswers(questions: readonly Question[], body: unknown): Answers {
  const all = Object.fromEntries(questions.map((one) => [one.code, typedAnswer(one, body)]));
  const shown = shownQuestions({ questions: [...questions] }, all);
  return Object.fromEntries(shown.map(({ code }) => [code, all[code] ?? null]));
}
