import type { FieldProblem } from '../../shared/errors.js';
import { cleanText, isoDate } from '../api/common.js';
import {
  type Answer,
  type Answers,
  type Definition,
  MAX_PROBLEMS,
  MAX_TEXT_ANSWER,
  type Question,
} from '../api/questionnaire-definition.js';
import { FREQUENCIES } from '../api/reference.js';
import { isAnswered, shownQuestions } from '../api/shown-questions.js';

type Given = Exclude<Answer, null>;
type Fault = Omit<FieldProblem, 'path'>;

const fault = (code: string, params?: Record<string, number | string>): Fault =>
  params === undefined ? { code } : { code, params };

function scaleFault({ min, max }: Question, value: Given): Fault | null {
  const [least, greatest] = [min ?? 1, max ?? 10];
  const sound =
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= greatest;
  return sound ? null : fault('answer.outOfScale', { min: least, max: greatest });
}

function numberFault({ min, max }: Question, value: Given): Fault | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return fault('answer.number');
  if (min !== null && value < min) return fault('answer.tooSmall', { min });
  if (max !== null && value > max) return fault('answer.tooGreat', { max });
  return null;
}

function textFault({ maxLength }: Question, value: Given): Fault | null {
  if (typeof value !== 'string') return fault('value.invalid');
  const max = maxLength ?? MAX_TEXT_ANSWER;
  return value.length > max ? fault('answer.tooLong', { max }) : null;
}

/** A list without repetition, of so many at most, each of them allowed. */
function listFault(value: Given, most: number, allowed: (one: string) => boolean, code: string) {
  if (!Array.isArray(value)) return fault('value.invalid');
  if (value.length > most) return fault('answer.tooMany', { max: most });
  if (new Set(value).size < value.length) return fault('answer.twice');
  return value.every(allowed) ? null : fault(code);
}

function valueFault(question: Question, value: Given, people: People | null): Fault | null {
  const { type, options, most } = question;
  const isOption = (one: unknown) => options.some(({ code }) => code === one);
  switch (type) {
    case 'scale':
      return scaleFault(question, value);
    case 'number':
      return numberFault(question, value);
    case 'text':
      return textFault(question, value);
    case 'yes_no':
      return typeof value === 'boolean' ? null : fault('answer.yesNo');
    case 'one_of':
      return isOption(value) ? null : fault('answer.option');
    case 'frequency':
      return (FREQUENCIES as readonly unknown[]).includes(value) ? null : fault('answer.option');
    case 'date':
      return isoDate.safeParse(value).success ? null : fault('date.format');
    case 'several_of':
      return listFault(value, most ?? options.length, isOption, 'answer.option');
    case 'ranking': {
      const known = (one: string) => people === null || (people[question.code]?.has(one) ?? false);
      return listFault(value, most ?? 1, known, 'answer.person');
    }
  }
}

/** Those who may be ranked, with their names, by the code of the question. */
export type People = Readonly<Record<string, ReadonlyMap<string, string>>>;

export interface Checking {
  /** False: saved on the way, whatever is there is sound; true: handed in, nothing may be missing. */
  final: boolean;
  /** Null: rankings are looked at for their shape alone. */
  people: People | null;
}

/** The people whom the answer to a question names. */
const namedIn = (answers: Answers, code: string): string[] => {
  const value = Object.hasOwn(answers, code) ? answers[code] : null;
  return Array.isArray(value) ? value : [];
};

/**
 * Nobody is wished for and not wanted at once (methodology §6.11): told at the question about those who
 * are not wanted, which is a confidential ranking; the other rankings of the same side name wishes.
 */
function bothWays(
  shown: readonly Question[],
  answers: Answers,
  people: People | null,
): FieldProblem[] {
  const rankings = shown.filter(({ type }) => type === 'ranking');
  return rankings.flatMap((unwanted) => {
    if (!unwanted.confidential) return [];
    const wishes = rankings.filter((one) => !one.confidential && one.people === unwanted.people);
    const wished = new Set(wishes.flatMap(({ code }) => namedIn(answers, code)));
    const both = namedIn(answers, unwanted.code).filter((one) => wished.has(one));
    if (both.length === 0) return [];
    const names = both.map((one) => people?.[unwanted.code]?.get(one)).filter(Boolean);
    const wrong = fault('answer.bothWays', { names: names.join(', ') });
    return [{ path: `answers.${unwanted.code}`, ...wrong }];
  });
}

/**
 * What is wrong with answers to a definition, by `answers.<code>`; empty when they may be kept.
 * Handed in, every required question that is shown is answered, and none that is hidden; on the way
 * hidden ones may stay, so that a «no» by mistake loses no text. 50 problems at most.
 */
export function answerProblems(
  definition: Definition,
  answers: Answers,
  { final, people }: Checking,
): FieldProblem[] {
  const byCode = new Map(definition.questions.map((question) => [question.code, question]));
  const asked = shownQuestions(definition, answers);
  const shown = new Set(asked.map(({ code }) => code));
  const found: FieldProblem[] = [];
  const add = (code: string, wrong: Fault) => found.push({ path: `answers.${code}`, ...wrong });
  for (const [code, value] of Object.entries(answers)) {
    const question = byCode.get(code);
    if (!question) add(code.slice(0, 40), fault('answer.unknown'));
    else if (isAnswered(value)) {
      const wrong = valueFault(question, value, people);
      if (wrong) add(code, wrong);
      else if (final && !shown.has(code)) add(code, fault('answer.hidden'));
    }
  }
  const faulty = new Set(found.map(({ path }) => path));
  found.push(...bothWays(asked, answers, people).filter(({ path }) => !faulty.has(path)));
  for (const { code, required } of final ? definition.questions : []) {
    const given = Object.hasOwn(answers, code) ? answers[code] : null;
    if (required && shown.has(code) && !isAnswered(given)) add(code, fault('answer.required'));
  }
  return found.slice(0, MAX_PROBLEMS);
}

/** What answers to a definition lack of those that are required, as `answers.<code>`. */
export function gapsOf(definition: Definition, answers: Answers): Set<string> {
  const problems = answerProblems(definition, answers, { final: true, people: null });
  return new Set(problems.filter(({ code }) => code === 'answer.required').map(({ path }) => path));
}

/** Answers as they are kept: in the order of the questions, texts cleaned, what is no answer left out. */
export function keptAnswers({ questions }: Definition, answers: Answers): Answers {
  return Object.fromEntries(
    questions.flatMap(({ code }) => {
      const value = Object.hasOwn(answers, code) ? answers[code] : null;
      const clean = typeof value === 'string' ? cleanText(value) : value;
      return isAnswered(clean) ? [[code, clean]] : [];
    }),
  );
}

/** The questions for which somebody chooses among people, with those whom the answers name. */
export function peopleNamed({ questions }: Definition, answers: Answers) {
  return questions.flatMap(({ code, type, people }) => {
    const value = Object.hasOwn(answers, code) ? answers[code] : null;
    if (type !== 'ranking' || people === null || !Array.isArray(value)) return [];
    return [{ code, role: people, ids: value }];
  });
}
