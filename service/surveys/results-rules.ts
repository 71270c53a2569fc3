import type { Answer, Answers, Definition, Question } from '../api/questionnaire-definition.js';
import { FREQUENCIES } from '../api/reference.js';
import { isAnswered } from '../api/shown-questions.js';
import { FEWEST_SHOWN, type QuestionResult } from '../api/survey-results.js';

/** Answers to confidential questions (§6.11) are for those who make the pairs. */
export const seesConfidential = ({ role }: { role: string }): boolean =>
  role === 'coordinator' || role === 'curator';

/** The questions that a reader is to see. */
export function readableDefinition(definition: Definition, confidential: boolean): Definition {
  const questions = definition.questions.filter((one) => confidential || !one.confidential);
  return { ...definition, questions };
}

/** Answers to the questions of a definition, without those to any other. */
export function answersTo({ questions }: Definition, answers: Answers): Answers {
  const codes = new Set(questions.map(({ code }) => code));
  return Object.fromEntries(Object.entries(answers).filter(([code]) => codes.has(code)));
}

/** The people whom answers name in rankings. */
export function rankedPeople({ questions }: Definition, all: readonly Answers[]): string[] {
  const rankings = questions.filter(({ type }) => type === 'ranking');
  const named = all.flatMap((answers) =>
    rankings
      .flatMap(({ code }) => answerTo(code, answers))
      .filter((one) => typeof one === 'string'),
  );
  return [...new Set(named)];
}

/** One set of answers; of an anonymous wave with its part of the breakdown. */
export interface Handed {
  answers: Answers;
  part: string | null;
}

/**
 * The parts of a breakdown whose figures can be shown beside those of the whole. A part of fewer than
 * five is hidden; and what is hidden is none or five people together, or else the difference between
 * the whole and the parts shown would tell of fewer than five: then the smallest part shown goes too.
 * @param sizes people by part
 */
export function partsShown(sizes: ReadonlyMap<string, number>): Set<string> {
  const rising = [...sizes].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const shown = new Set<string>();
  let hidden = 0;
  for (const [part, n] of rising) {
    // The parts come by size: what is hidden already and this one together must be enough.
    if (n < FEWEST_SHOWN || (hidden > 0 && hidden < FEWEST_SHOWN)) hidden += n;
    else shown.add(part);
  }
  return shown;
}

const answerTo = (code: string, answers: Answers): Answer =>
  Object.hasOwn(answers, code) ? (answers[code] ?? null) : null;

/** The answers that a question can have, in the order in which they are shown; null: any. */
function possible({ type, min, max, options }: Question): string[] | null {
  switch (type) {
    case 'scale': {
      const [least, greatest] = [min ?? 1, max ?? 10];
      return Array.from({ length: greatest - least + 1 }, (_, i) => String(least + i));
    }
    case 'yes_no':
      return ['true', 'false'];
    case 'frequency':
      return [...FREQUENCIES];
    case 'one_of':
    case 'several_of':
      return options.map(({ code }) => code);
    case 'ranking':
    case 'number':
    case 'date':
      return null;
    case 'text':
      return [];
  }
}

/** So many different numbers or days can still be seen side by side. */
const MOST_VALUES = 40;

/** Numbers and days in their order; none where nearly everybody gave another. */
function valuesByOrder(n: ReadonlyMap<string, number>): QuestionResult['counts'] {
  if (n.size > MOST_VALUES) return [];
  return [...n]
    .map(([value, count]) => ({ value, n: count }))
    .sort((a, b) => Number(a.value) - Number(b.value) || (a.value < b.value ? -1 : 1));
}

function countsOf(question: Question, given: readonly Answer[]): QuestionResult['counts'] {
  const values = possible(question);
  if (values?.length === 0) return [];
  const n = new Map<string, number>((values ?? []).map((value) => [value, 0]));
  const first = new Map<string, number>();
  for (const answer of given) {
    const chosen = (Array.isArray(answer) ? answer : [answer]).map(String);
    for (const one of chosen) n.set(one, (n.get(one) ?? 0) + 1);
    const [top] = chosen;
    if (top !== undefined) first.set(top, (first.get(top) ?? 0) + 1);
  }
  if (question.type === 'number' || question.type === 'date') return valuesByOrder(n);
  if (question.type !== 'ranking') return [...n].map(([value, count]) => ({ value, n: count }));
  return [...n]
    .map(([value, count]) => ({ value, n: count, first: first.get(value) ?? 0 }))
    .sort((a, b) => b.n - a.n || b.first - a.first || (a.value < b.value ? -1 : 1));
}

function meanOf({ type }: Question, given: readonly Answer[]): number | null {
  if ((type !== 'scale' && type !== 'number') || given.length === 0) return null;
  return given.reduce<number>((sum, value) => sum + Number(value), 0) / given.length;
}

function resultOf(question: Question, given: readonly Answer[]): QuestionResult {
  const { code, type, text, pair } = question;
  const head = { code, type, text, pair };
  return {
    ...head,
    n: given.length,
    mean: meanOf(question, given),
    counts: countsOf(question, given),
  };
}

const hiddenResult = ({ code, type, text, pair }: Question): QuestionResult => ({
  code,
  type,
  text,
  pair,
  n: null,
  mean: null,
  counts: [],
});

/**
 * Whether the answers to one question can be shown: by at least five in an anonymous wave, and of one
 * part only together with what partsShown() says of all parts.
 */
function canShow(code: string, handed: readonly Handed[], part: string | undefined): boolean {
  const given = handed.filter(({ answers }) => isAnswered(answerTo(code, answers)));
  if (given.length < FEWEST_SHOWN) return false;
  if (part === undefined) return true;
  const sizes = new Map<string, number>();
  for (const one of given) sizes.set(one.part ?? '', (sizes.get(one.part ?? '') ?? 0) + 1);
  return partsShown(sizes).has(part);
}

export interface Showing {
  anonymous: boolean;
  /** Of an anonymous wave: this part of its breakdown only. */
  part?: string | undefined;
  /** False: questions that are for coordinator and curators alone are left out. */
  confidential: boolean;
}

/**
 * Distributions, means and numbers of answers, question by question in their order.
 * @param handed all that was handed in, also of other parts: what may be shown of one depends on them
 */
export function resultsOf(
  { questions }: Definition,
  handed: readonly Handed[],
  { anonymous, part, confidential }: Showing,
): QuestionResult[] {
  const chosen = part === undefined ? handed : handed.filter((one) => (one.part ?? '') === part);
  return questions
    .filter((question) => confidential || !question.confidential)
    .map((question) => {
      if (anonymous && !canShow(question.code, handed, part)) return hiddenResult(question);
      const given = chosen
        .map(({ answers }) => answerTo(question.code, answers))
        .filter((value) => isAnswered(value));
      return resultOf(question, given);
    });
}
