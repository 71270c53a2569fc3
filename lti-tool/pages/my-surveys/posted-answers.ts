import type { Answer, Answers, Question } from '../../../service/api/questionnaire-definition.js';
import { fieldList, fieldText } from '../../web/forms.js';
import { fieldOf } from './question-views.js';

/** The name of the hidden field that says which questions were shown: the others are left as they are. */
export const SEEN = 'seen';

/** A number as it is typed, with a comma or a point; what is none stays text, and the service says so. */
function numberOf(text: string): Answer {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  const value = Number(typed);
  return Number.isFinite(value) ? value : text;
}

const YES_NO: Readonly<Record<string, Answer>> = { true: true, false: false, '': null };

/** The answer that a posted form gives to one question; null: none. */
export function postedAnswer(body: unknown, { code, type }: Question): Answer {
  const name = fieldOf(code);
  const text = fieldText(body, name);
  switch (type) {
    case 'several_of':
    case 'ranking':
      return fieldList(body, name);
    case 'yes_no':
      return Object.hasOwn(YES_NO, text) ? (YES_NO[text] ?? null) : text;
    case 'scale':
    case 'number':
      return numberOf(text);
    default:
      return text === '' ? null : text;
  }
}

/**
 * Answers with those of one step of the form put in. A question that the form did not show keeps the
 * answer that it has: what was typed under a «yes» is not lost by a «no» that was a slip.
 */
export function withPosted(
  answers: Answers,
  questions: readonly Question[],
  body: unknown,
): Answers {
  const seen = new Set(fieldList(body, SEEN));
  const given = questions
    .filter(({ code }) => seen.has(code))
    .map((question): [string, Answer] => [question.code, postedAnswer(body, question)]);
  return { ...answers, ...Object.fromEntries(given) };
}

/** Codes of questions that a form names and the questionnaire does not have; ten at most. */
export function unknownCodes(body: unknown, questions: readonly Question[]): string[] {
  const known = new Set(questions.map(({ code }) => fieldOf(code)));
  return Object.keys((body ?? {}) as object)
    .filter((name) => name.startsWith('answers.') && !known.has(name))
    .slice(0, 10)
    .map((name) => name.slice('answers.'.length));
}
