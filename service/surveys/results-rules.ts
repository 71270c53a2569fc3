import type { Answer, Answers, Definition, Question } from '../api/questionnaire-definition.js';
import { FREQUENCIES } from '../api/reference.js';
import { isAnswered } from '../api/shown-questions.js';
import { FEWEST_SHOWN, type QuestionResult } from '../api/survey-results.js';

/**
 * Answers to confidential questions are for the coordinator alone, who makes the pairs (methodology §6.11:
 * «не показывается никому, кроме куратора», whose part in making pairs the coordinator has here).
 */
export const seesConfidential = ({ role }: { role: string }): boolean => role === 'coordinator';

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
  /** Typed off a sheet of an anonymous wave: who typed knows these answers by themselves. */
  onPaper: boolean;
}

/** So many people tell of each of them. */
const isFew = (n: number): boolean => n > 0 && n < FEWEST_SHOWN;

/**
 * What of an anonymous wave can be counted. Whoever holds the sheets of paper can take them away from the
 * figures: when fewer than five answered otherwise, their answers are left out.
 */
export function countable<T extends Pick<Handed, 'onPaper'>>(handed: readonly T[]): readonly T[] {
  const paper = handed.filter(({ onPaper }) => onPaper);
  return isFew(handed.length - paper.length) ? paper : handed;
}

/**
 * The parts of a breakdown whose figures can be shown beside those of the whole. A part of fewer than
 * five is hidden; and what is hidden is none or five people together, or else the difference between
 * the whole and the parts shown would tell of fewer than five: then the smallest part shown goes too. The
 * same holds of those alone who did not answer on paper, since the others are known to who typed them.
 * @param sizes people by part
 * @param own those of them who did not answer on paper
 */
export function partsShown(
  sizes: ReadonlyMap<string, number>,
  own: ReadonlyMap<string, number> = sizes,
): Set<string> {
  const rising = [...sizes]
    .sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1))
    .map(([part, n]) => ({ part, figures: [n, own.get(part) ?? 0] as const }));
  const hidden = new Set(rising.filter(({ figures }) => figures.some(isFew)));
  const sumOf = (which: 0 | 1) => [...hidden].reduce((sum, { figures }) => sum + figures[which], 0);
  for (;;) {
    const which = ([0, 1] as const).find((one) => isFew(sumOf(one)));
    if (which === undefined) break;
    const next = rising.find((one) => !hidden.has(one) && one.figures[which] > 0);
    if (next === undefined) break;
    hidden.add(next);
  }
  return new Set(rising.filter((one) => !hidden.has(one)).map(({ part }) => part));
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

/** What was given to one question: how often, its numbers added up, and each value with its count. */
interface Tally {
  n: number;
  sum: number;
  counts: Map<string, number>;
  /** Of rankings: how often each came first. */
  first: Map<string, number>;
}

type Scalar = string | number | boolean;

function byText(counts: ReadonlyMap<Scalar, number>): Map<string, number> {
  const all = new Map<string, number>();
  for (const [value, n] of counts) all.set(String(value), (all.get(String(value)) ?? 0) + n);
  return all;
}

/** One pass over all answers: ten thousand sheets are counted while somebody waits for the page. */
function tally({ code, type }: Question, handed: readonly Handed[]): Tally {
  const isNumber = type === 'scale' || type === 'number';
  const isText = type === 'text';
  const counts = new Map<Scalar, number>();
  const first = new Map<Scalar, number>();
  const add = (to: Map<Scalar, number>, value: Scalar) => to.set(value, (to.get(value) ?? 0) + 1);
  let [n, sum] = [0, 0];
  for (const { answers } of handed) {
    const value = answerTo(code, answers);
    if (!isAnswered(value)) continue;
    n += 1;
    if (isText) continue;
    if (isNumber) sum += Number(value);
    if (!Array.isArray(value)) {
      add(counts, value as Scalar);
      continue;
    }
    for (const one of value) add(counts, one as Scalar);
    add(first, value[0] as Scalar);
  }
  return { n, sum, counts: byText(counts), first: byText(first) };
}

function countsOf(question: Question, { counts, first }: Tally): QuestionResult['counts'] {
  const values = possible(question);
  if (values?.length === 0) return [];
  const n = new Map<string, number>((values ?? []).map((value) => [value, 0]));
  for (const [value, count] of counts) n.set(value, count);
  if (question.type === 'number' || question.type === 'date') return valuesByOrder(n);
  if (question.type !== 'ranking') return [...n].map(([value, count]) => ({ value, n: count }));
  return [...n]
    .map(([value, count]) => ({ value, n: count, first: first.get(value) ?? 0 }))
    .sort((a, b) => b.n - a.n || b.first - a.first || (a.value < b.value ? -1 : 1));
}

function meanOf({ type }: Question, { n, sum }: Tally): number | null {
  return (type !== 'scale' && type !== 'number') || n === 0 ? null : sum / n;
}

function resultOf(
  question: Question,
  handed: readonly Handed[],
  paperOnly: boolean,
): QuestionResult {
  const { code, type, text, pair } = question;
  const given = tally(question, handed);
  const mean = meanOf(question, given);
  return { code, type, text, pair, n: given.n, mean, counts: countsOf(question, given), paperOnly };
}

const hiddenResult = ({ code, type, text, pair }: Question): QuestionResult => ({
  code,
  type,
  text,
  pair,
  n: null,
  mean: null,
  counts: [],
  paperOnly: false,
});

function sizesOf(handed: readonly Handed[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { part } of handed) sizes.set(part ?? '', (sizes.get(part ?? '') ?? 0) + 1);
  return sizes;
}

/**
 * Whether the answers to one question can be shown: by at least five in an anonymous wave, and of one
 * part only together with what partsShown() says of all parts.
 * @param given those that are counted
 */
function canShow(given: readonly Handed[], part: string | undefined): boolean {
  if (given.length < FEWEST_SHOWN) return false;
  if (part === undefined) return true;
  const own = given.filter(({ onPaper }) => !onPaper);
  return partsShown(sizesOf(given), sizesOf(own)).has(part);
}

export interface Showing {
  anonymous: boolean;
  /** Of an anonymous wave: this part of its breakdown only. */
  part?: string | undefined;
  /** False: questions that are for the coordinator alone are left out. */
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
  return questions
    .filter((question) => confidential || !question.confidential)
    .map((question) => {
      if (!anonymous) return resultOf(question, handed, false);
      const { code } = question;
      const all = handed.filter(({ answers }) => isAnswered(answerTo(code, answers)));
      const given = countable(all);
      if (!canShow(given, part)) return hiddenResult(question);
      const chosen = part === undefined ? given : given.filter((one) => (one.part ?? '') === part);
      return resultOf(question, chosen, given.length < all.length);
    });
}
