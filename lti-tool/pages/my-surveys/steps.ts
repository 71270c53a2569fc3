import type {
  Answers,
  Definition,
  Question,
} from '../../../service/api/questionnaire-definition.js';
import { isAnswered, shownQuestions } from '../../../service/api/shown-questions.js';

/** Questions that are filled in on one page. */
export interface Step {
  /** From 1. */
  number: number;
  /** Code of the section, or null. */
  section: string | null;
  questions: Question[];
}

/** More on one page are no longer looked over on a phone. */
const MOST_AT_ONCE = 6;
/** By the measure of the methodology's questionnaires, mostly scales: seconds a question. */
const SECONDS_EACH = 20;

/** Runs of questions of one section. */
function runsOf(questions: readonly Question[]): Question[][] {
  const runs: Question[][] = [];
  for (const question of questions) {
    const run = runs.at(-1);
    if (run?.[0] && run[0].section === question.section) run.push(question);
    else runs.push([question]);
  }
  return runs;
}

/** Even parts of a run; a question stays on the page of the one that it hangs on, where that is the last. */
function partsOf(run: readonly Question[]): Question[][] {
  const size = Math.ceil(run.length / Math.ceil(run.length / MOST_AT_ONCE));
  const parts: Question[][] = [];
  for (const question of run) {
    const part = parts.at(-1);
    const follows = part?.some(({ code }) => code === question.shownIf?.question) ?? false;
    if (part && (part.length < size || follows)) part.push(question);
    else parts.push([question]);
  }
  return parts;
}

/** A questionnaire in steps: its sections, long ones in parts. */
export function stepsOf({ questions }: Pick<Definition, 'questions'>): Step[] {
  return runsOf(questions)
    .flatMap(partsOf)
    .map((part, i) => ({ number: i + 1, section: part[0]?.section ?? null, questions: part }));
}

/** Steps with something to answer, in their order. */
export function openSteps(definition: Definition, answers: Answers): Step[] {
  const shown = new Set(shownQuestions(definition, answers).map(({ code }) => code));
  return stepsOf(definition).filter(({ questions }) => questions.some((q) => shown.has(q.code)));
}

/** Questions that are asked and have no answer yet; required ones alone, or all. */
export function unanswered(
  definition: Definition,
  answers: Answers,
  which: 'required' | 'all',
): Question[] {
  return shownQuestions(definition, answers).filter(
    ({ code, required }) =>
      (which === 'all' || required) &&
      !isAnswered(Object.hasOwn(answers, code) ? answers[code] : null),
  );
}

/** How many of the questions that are asked are answered. */
export function answeredOf(definition: Definition, answers: Answers): { n: number; of: number } {
  const of = shownQuestions(definition, answers).length;
  return { n: of - unanswered(definition, answers, 'all').length, of };
}

/** The step where somebody goes on: the first with a question that wants an answer, else the last. */
export function stepToGoOn(definition: Definition, answers: Answers): number {
  const steps = openSteps(definition, answers);
  const missing = new Set(unanswered(definition, answers, 'all').map(({ code }) => code));
  const next = steps.find(({ questions }) => questions.some((q) => missing.has(q.code)));
  return (next ?? steps.at(-1))?.number ?? 1;
}

/** About how long a questionnaire of so many questions takes, in minutes. */
export const minutesFor = (questions: number): number =>
  Math.max(1, Math.round((questions * SECONDS_EACH) / 60));
