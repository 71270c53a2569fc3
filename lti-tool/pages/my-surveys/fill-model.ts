import type { MySurvey } from '../../../service/api/my-surveys.js';
import { shownQuestions } from '../../../service/api/shown-questions.js';
import type { PageContext } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import {
  answerInWords,
  type QuestionView,
  questionViews,
  type Said,
  said,
} from './question-views.js';
import { answeredOf, minutesFor, openSteps, type Step, stepsOf } from './steps.js';

/** One step of a questionnaire that is being filled in. */
export interface FillModel {
  form: FormView;
  title: string;
  lead: string;
  /** The form goes here; its page too. */
  path: string;
  version: number;
  intro: Said | null;
  section: Said | null;
  questions: QuestionView[];
  /** «2 из 4», by the steps that have something to ask. */
  place: { n: number; of: number };
  answered: { n: number; of: number };
  hasBack: boolean;
  isLast: boolean;
  submitted: boolean;
  anonymous: boolean;
  /** What was begun by another pass of the link, or without it, is shown to nobody here. */
  hidden: boolean;
}

const sectionTitle = (ctx: PageContext, { definition }: MySurvey, step: Step): Said | null => {
  const section = definition.sections.find(({ code }) => code === step.section);
  return section ? said(section.title, ctx) : null;
};

/** The step of a number; null: there is none. */
export const stepOf = ({ definition }: MySurvey, number: number): Step | null =>
  stepsOf(definition)[number - 1] ?? null;

/** The step before or after one, of those that have something to ask. */
export function neighbour(survey: MySurvey, step: Step, by: 1 | -1): Step | null {
  const open = openSteps(survey.definition, survey.answers);
  if (by === 1) return open.find(({ number }) => number > step.number) ?? null;
  return open.filter(({ number }) => number < step.number).at(-1) ?? null;
}

export function fillModel(
  ctx: PageContext,
  survey: MySurvey,
  step: Step,
  form: FormView,
): FillModel {
  const { definition, answers, people } = survey;
  const open = openSteps(definition, answers);
  const shown = new Set(shownQuestions(definition, answers).map(({ code }) => code));
  const at = open.findIndex(({ number }) => number >= step.number);
  const first = step.number === (open[0]?.number ?? 1);
  const minutes = ctx.t('mySurveys.minutes', { n: minutesFor(survey.questions) });
  return {
    form,
    title: survey.title,
    lead: [ctx.t('mySurveys.until', { date: ctx.fmt.date(survey.endsOn) }), minutes].join(' · '),
    path: `my-surveys/${survey.waveId}/${step.number}`,
    version: survey.version,
    intro: first && definition.intro.ru !== '' ? said(definition.intro, ctx) : null,
    section: sectionTitle(ctx, survey, step),
    questions: questionViews(ctx, step.questions, { shown, people }),
    place: { n: (at < 0 ? open.length - 1 : at) + 1, of: open.length },
    answered: answeredOf(definition, answers),
    hasBack: neighbour(survey, step, -1) !== null,
    isLast: neighbour(survey, step, 1) === null,
    submitted: survey.answerState === 'submitted',
    anonymous: survey.anonymous,
    hidden: survey.answersHidden,
  };
}

/** What was answered, to be read: by steps, each with the way to change it. */
export interface ReadModel {
  title: string;
  lead: string;
  steps: {
    title: Said | null;
    /** Where it is changed; null: the wave is over. */
    path: string | null;
    rows: { question: Said; answer: string }[];
  }[];
  state: MySurvey['state'];
  /** Closed to them alone: their consent was withdrawn. */
  stopped: boolean;
  anonymous: boolean;
  submitted: boolean;
  /** Handed in, and not to be seen by this link. */
  hidden: boolean;
}

function leadOf({ t, fmt }: PageContext, survey: MySurvey): string {
  const submitted = survey.answerState === 'submitted';
  if (survey.state === 'planned') return t('mySurveys.from', { date: fmt.date(survey.startsOn) });
  if (survey.stopped && !submitted) return t('mySurveys.stopped');
  const state = t(submitted ? 'mySurveys.handedIn' : 'mySurveys.missed');
  if (survey.stopped) return [state, t('mySurveys.stopped')].join(' · ');
  if (survey.answersHidden && survey.state === 'open') return state;
  const until = survey.state === 'open' ? 'mySurveys.changeUntil' : 'mySurveys.closedOn';
  return `${state} · ${t(until, { date: fmt.date(survey.endsOn) })}`;
}

export function readModel(ctx: PageContext, survey: MySurvey): ReadModel {
  const { definition, answers, people } = survey;
  const shown = new Set(shownQuestions(definition, answers).map(({ code }) => code));
  const options = { people, wording: ctx, date: ctx.fmt.date };
  return {
    title: survey.title,
    lead: leadOf(ctx, survey),
    steps: openSteps(definition, answers).map((step) => ({
      title: sectionTitle(ctx, survey, step),
      path: survey.state === 'open' ? `my-surveys/${survey.waveId}/${step.number}` : null,
      rows: step.questions
        .filter(({ code }) => shown.has(code))
        .map((question) => ({
          question: said(question.text, ctx),
          answer: answerInWords(question, answers[question.code], options),
        })),
    })),
    state: survey.state,
    stopped: survey.stopped,
    anonymous: survey.anonymous,
    submitted: survey.answerState === 'submitted',
    hidden: survey.answersHidden,
  };
}
