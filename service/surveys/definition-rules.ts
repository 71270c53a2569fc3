import type { FieldProblem } from '../../shared/errors.js';
import {
  type Definition,
  MAX_PROBLEMS,
  MAX_TEXT_ANSWER,
  type Question,
} from '../api/questionnaire-definition.js';
import { FREQUENCIES } from '../api/reference.js';

/** Codes of questions, options, sections and pairs: they stand in stored answers and in paths of JSON. */
const CODE = /^[a-z][a-z0-9_]{0,39}$/;
/** Bounds of a scale lie within 0–100, and a person can tell its steps apart. */
const SCALE = { least: 0, greatest: 100, steps: 20 } as const;

type Found = { path: string; code: string; params?: Record<string, number> };

/** The codes that stand in a list more than once, each at its later places. */
function repeated(codes: readonly (string | null)[]): number[] {
  const seen = new Set<string>();
  return codes.flatMap((code, i) => {
    if (code === null) return [];
    if (seen.has(code)) return [i];
    seen.add(code);
    return [];
  });
}

function sectionProblems({ sections }: Definition): Found[] {
  const found: Found[] = sections.flatMap(({ code, title }, i) => [
    ...(CODE.test(code) ? [] : [{ path: `sections.${i}.code`, code: 'question.code' }]),
    ...(title.ru === '' ? [{ path: `sections.${i}.title`, code: 'required' }] : []),
  ]);
  const twice = repeated(sections.map(({ code }) => code));
  return [
    ...found,
    ...twice.map((i) => ({ path: `sections.${i}.code`, code: 'question.codeTwice' })),
  ];
}

function boundProblems({ type, min, max }: Question): Found[] {
  if (type === 'number') {
    const turned = min !== null && max !== null && min > max;
    return turned ? [{ path: 'max', code: 'question.numberBounds' }] : [];
  }
  if (type !== 'scale') return [];
  const sound =
    min !== null &&
    max !== null &&
    Number.isInteger(min) &&
    Number.isInteger(max) &&
    min >= SCALE.least &&
    max <= SCALE.greatest &&
    max > min &&
    max - min <= SCALE.steps;
  return sound ? [] : [{ path: 'max', code: 'question.scaleBounds' }];
}

/** Words as people tell them apart: «Учёба » and «учеба» are the same answer. */
const asRead = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();

/** Options that read as one above, in either language: who answers could not tell which to choose. */
function sameWords(options: Question['options']): Found[] {
  const firstOf = (texts: readonly string[], at: number): number =>
    texts[at] === '' ? at : texts.indexOf(texts[at] as string);
  const [ru, en] = [options.map((o) => asRead(o.text.ru)), options.map((o) => asRead(o.text.en))];
  return options.flatMap((_, i) => {
    const first = Math.min(firstOf(ru, i), firstOf(en, i));
    const path = `options.${i}.text`;
    return first === i ? [] : [{ path, code: 'question.optionSame', params: { n: first + 1 } }];
  });
}

function optionProblems({ type, options, most }: Question): Found[] {
  if (type !== 'one_of' && type !== 'several_of') return [];
  const found: Found[] = options.flatMap(({ code, text }, i) => [
    ...(CODE.test(code) ? [] : [{ path: `options.${i}.code`, code: 'question.code' }]),
    ...(text.ru === '' ? [{ path: `options.${i}.text`, code: 'required' }] : []),
  ]);
  const twice = repeated(options.map(({ code }) => code));
  for (const i of twice) found.push({ path: `options.${i}.code`, code: 'question.optionTwice' });
  if (twice.length === 0) found.push(...sameWords(options));
  if (options.length < 2) found.push({ path: 'options', code: 'question.options' });
  const tooMany = most !== null && (most < 1 || most > options.length);
  if (type === 'several_of' && tooMany) found.push({ path: 'most', code: 'question.most' });
  return found;
}

/** Places of a ranking: somebody who has to order more people than this orders none of them. */
const MOST_PLACES = 20;

function kindProblems(question: Question): Found[] {
  const { type, people, most, maxLength } = question;
  const found = [...boundProblems(question), ...optionProblems(question)];
  if (type === 'ranking') {
    if (people === null) found.push({ path: 'people', code: 'question.people' });
    if (most === null || most < 1 || most > MOST_PLACES)
      found.push({ path: 'most', code: 'question.most' });
  }
  if (type === 'text' && maxLength !== null && (maxLength < 1 || maxLength > MAX_TEXT_ANSWER))
    found.push({
      path: 'maxLength',
      code: 'question.maxLength',
      params: { max: MAX_TEXT_ANSWER },
    });
  return found;
}

/** Whether an answer to this question can be that; null: nothing can be asked of this type. */
function canBe(question: Question, value: boolean | number | string): boolean | null {
  const { type, options, min, max } = question;
  if (type === 'yes_no') return typeof value === 'boolean';
  if (type === 'frequency') return (FREQUENCIES as readonly unknown[]).includes(value);
  if (type === 'one_of' || type === 'several_of') return options.some(({ code }) => code === value);
  if (type === 'scale')
    return Number.isInteger(value) && Number(value) >= (min ?? 0) && Number(value) <= (max ?? 0);
  return null;
}

function shownIfProblems(questions: readonly Question[], at: number): Found[] {
  const wanted = questions[at]?.shownIf;
  if (!wanted) return [];
  const place = questions.findIndex(({ code }) => code === wanted.question);
  const asked = questions[place];
  if (!asked) return [{ path: 'shownIf.question', code: 'question.shownIfUnknown' }];
  if (place >= at) return [{ path: 'shownIf.question', code: 'question.shownIfLater' }];
  const possible = wanted.is.length > 0 && wanted.is.every((value) => canBe(asked, value));
  return possible ? [] : [{ path: 'shownIf.is', code: 'question.shownIfAnswer' }];
}

function questionProblems(definition: Definition, at: number): Found[] {
  const { questions, sections } = definition;
  const question = questions[at] as Question;
  const found: Found[] = [];
  if (!CODE.test(question.code)) found.push({ path: 'code', code: 'question.code' });
  if (question.text.ru === '') found.push({ path: 'text', code: 'question.text' });
  if (question.pair !== null && !CODE.test(question.pair))
    found.push({ path: 'pair', code: 'question.code' });
  if (question.section !== null && !sections.some(({ code }) => code === question.section))
    found.push({ path: 'section', code: 'question.sectionUnknown' });
  return [...found, ...kindProblems(question), ...shownIfProblems(questions, at)];
}

/**
 * What is wrong with a questionnaire's definition, by field (`questions.3.shownIf.question`); empty
 * when it can be kept. Problems are `question.*` codes, 50 at most. One without questions is only
 * begun: no wave asks it, and see emptiedProblems().
 */
export function definitionProblems(definition: Definition): FieldProblem[] {
  const { questions } = definition;
  const found = sectionProblems(definition);
  for (const [i] of questions.entries()) {
    for (const problem of questionProblems(definition, i))
      found.push({ ...problem, path: `questions.${i}.${problem.path}` });
  }
  for (const i of repeated(questions.map(({ code }) => code)))
    found.push({ path: `questions.${i}.code`, code: 'question.codeTwice' });
  for (const i of repeated(questions.map(({ pair }) => pair)))
    found.push({ path: `questions.${i}.pair`, code: 'question.pairTwice' });
  return found.slice(0, MAX_PROBLEMS);
}

/**
 * The last question of a questionnaire is not taken away: a wave that asks it must go on asking something.
 * @param before how many questions it has
 */
export function emptiedProblems(before: number, { questions }: Definition): FieldProblem[] {
  const emptied = before > 0 && questions.length === 0;
  return emptied ? [{ path: 'questions', code: 'questionnaire.noQuestion' }] : [];
}

/**
 * What may not be changed of questions that people have answered: a number that meant one thing would
 * mean another. The type, and the bounds of a scale; a new question with a code of its own is free.
 * @param answered definitions of the versions to which there are answers
 */
export function changeProblems(answered: readonly Definition[], next: Definition): FieldProblem[] {
  const before = new Map<string, Question>();
  for (const { questions } of answered) for (const one of questions) before.set(one.code, one);
  return next.questions
    .flatMap((question, i): FieldProblem[] => {
      const old = before.get(question.code);
      if (!old) return [];
      const path = `questions.${i}`;
      if (old.type !== question.type)
        return [{ path: `${path}.type`, code: 'question.typeAnswered' }];
      const same = old.min === question.min && old.max === question.max;
      return question.type !== 'scale' || same
        ? []
        : [{ path: `${path}.max`, code: 'question.scaleAnswered' }];
    })
    .slice(0, MAX_PROBLEMS);
}
