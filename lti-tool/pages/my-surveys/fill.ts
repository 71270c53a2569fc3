import type { MySurvey } from '../../../service/api/my-surveys.js';
import type { Answers } from '../../../service/api/questionnaire-definition.js';
import { shownQuestions } from '../../../service/api/shown-questions.js';
import { AppError, invalid } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import type { Flash } from '../../web/flash.js';
import { type FormValues, fieldList, fieldText, type StoredVersion } from '../../web/forms.js';
import { neighbour } from './fill-model.js';
import { postedAnswer, SEEN, unknownCodes, withPosted } from './posted-answers.js';
import { answerInWords, fieldOf } from './question-views.js';
import { type Step, stepsOf } from './steps.js';

export type Saved = Awaited<ReturnType<PageContext['api']['saveMyAnswers']>>;

/** What a form of a step asks for: its buttons' names. */
export type Wish = 'next' | 'back' | 'finish' | 'stay';
const WISHES: readonly string[] = ['next', 'back', 'finish'];

export const wishOf = (body: unknown): Wish => {
  const go = fieldText(body, 'go');
  return WISHES.includes(go) ? (go as Wish) : 'stay';
};

/** Answers that may be handed in: those to questions that are asked; of nobody's questions too, to be told of. */
function askedOnly({ definition }: MySurvey, answers: Answers): Answers {
  const shown = new Set(shownQuestions(definition, answers).map(({ code }) => code));
  const known = new Set(definition.questions.map(({ code }) => code));
  return Object.fromEntries(
    Object.entries(answers).filter(([code]) => shown.has(code) || !known.has(code)),
  );
}

/** All answers, with those of the posted step among them. */
export function allAnswers(ctx: PageContext, survey: MySurvey, step: Step): Answers {
  const { body } = ctx.req;
  const unknown = unknownCodes(body, survey.definition.questions);
  return {
    ...withPosted(survey.answers, step.questions, body),
    ...Object.fromEntries(unknown.map((code) => [code, fieldText(body, fieldOf(code)) || '?'])),
  };
}

/** Saves what was posted, over the version that the form was made from. */
export function saveStep(
  ctx: PageContext,
  survey: MySurvey,
  step: Step,
  final: boolean,
): Promise<Saved> {
  const answers = allAnswers(ctx, survey, step);
  const handedIn = final || survey.answerState === 'submitted';
  const { programmeId } = ctx;
  return ctx.api.saveMyAnswers({
    programmeId,
    waveId: survey.waveId,
    answers: handedIn ? askedOnly(survey, answers) : answers,
    final,
    version: fieldText(ctx.req.body, 'version') || '0',
  });
}

/** Saved, or saved on the way because something on another step has no answer. */
export type Outcome = { saved: Saved; missingOn: number | null };

/**
 * Hands in. What is wrong on this step comes back to it; what is missing on another one is asked for
 * there, and what was typed here is saved before.
 */
async function handIn(ctx: PageContext, survey: MySurvey, step: Step): Promise<Outcome> {
  try {
    return { saved: await saveStep(ctx, survey, step, true), missingOn: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const stepOf = ({ path }: { path: string }) =>
      stepsOf(survey.definition).find(({ questions }) =>
        questions.some(({ code }) => fieldOf(code) === path),
      );
    const here = error.problems.filter((one) => stepOf(one)?.number === step.number);
    if (here.length > 0) throw invalid(here);
    const other = error.problems.map(stepOf).find((one) => one !== undefined);
    if (!other) throw error;
    return { saved: await saveStep(ctx, survey, step, false), missingOn: other.number };
  }
}

export async function carryOut(ctx: PageContext, survey: MySurvey, step: Step): Promise<Outcome> {
  if (wishOf(ctx.req.body) === 'finish') return handIn(ctx, survey, step);
  return { saved: await saveStep(ctx, survey, step, false), missingOn: null };
}

/** Whether the answers of this step have brought up a question on it that the form did not show. */
function hasMore(ctx: PageContext, survey: MySurvey, step: Step): boolean {
  const seen = new Set(fieldList(ctx.req.body, SEEN));
  const shown = new Set(shownQuestions(survey.definition, survey.answers).map(({ code }) => code));
  return step.questions.some(({ code }) => shown.has(code) && !seen.has(code));
}

/** Where the pressed button leads, and with which word there. */
export function wayOn(
  ctx: PageContext,
  before: MySurvey,
  step: Step,
  outcome: Outcome,
): { path: string; flash?: Flash } {
  const survey: MySurvey = { ...before, ...outcome.saved };
  const home = `my-surveys/${survey.waveId}`;
  const here = `${home}/${step.number}`;
  const wish = wishOf(ctx.req.body);
  if (outcome.missingOn !== null) return { path: `${home}/${outcome.missingOn}?missing=1` };
  if (wish === 'finish') {
    const key = before.answerState === 'submitted' ? 'filling.changed' : 'filling.done';
    return { path: home, flash: { kind: 'success', key } };
  }
  if (wish === 'next' && hasMore(ctx, survey, step))
    return { path: here, flash: { kind: 'info', key: 'filling.more' } };
  if (wish === 'stay') return { path: here, flash: { kind: 'success', key: 'filling.savedFlash' } };
  const to = neighbour(survey, step, wish === 'next' ? 1 : -1);
  return { path: to === null ? home : `${home}/${to.number}` };
}

/** Somebody answered in another window: what is stored beside what was typed here. */
export function storedBeside(
  ctx: PageContext,
  before: MySurvey,
  step: Step,
): (typed: FormValues) => Promise<StoredVersion> {
  return async () => {
    const { programmeId } = ctx;
    const survey = await ctx.api.getMySurvey({ programmeId, waveId: before.waveId });
    const { people } = survey;
    const options = { people, wording: ctx, date: ctx.fmt.date };
    const seen = new Set(fieldList(ctx.req.body, SEEN));
    const questions = step.questions.filter(({ code }) => seen.has(code));
    const words = (of: (code: string) => ReturnType<typeof postedAnswer>) =>
      Object.fromEntries(
        questions.map((question) => [
          fieldOf(question.code),
          answerInWords(question, of(question.code), options),
        ]),
      );
    const posted = new Map(questions.map((q) => [q.code, postedAnswer(ctx.req.body, q)]));
    return {
      version: survey.version,
      shown: words((code) => survey.answers[code] ?? null),
      typed: words((code) => posted.get(code) ?? null),
      back: `my-surveys/${survey.waveId}/${step.number}`,
    };
  };
}

/** The questions of a step that have no answer and want one, as problems. */
export const missingOn = (survey: MySurvey, step: Step) =>
  shownQuestions(survey.definition, survey.answers)
    .filter(({ code, required }) => required && !(code in survey.answers))
    .filter(({ code }) => step.questions.some((one) => one.code === code))
    .map(({ code }) => ({ path: fieldOf(code), code: 'answer.required' }));
