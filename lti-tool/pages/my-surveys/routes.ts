import { Router } from 'express';
import type { MySurvey } from '../../../service/api/my-surveys.js';
import { SURVEY_ROLES } from '../../../service/api/reference.js';
import { WAVE_READERS } from '../../../service/api/survey-waves.js';
import { AppError, notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, openForm, submitForm } from '../../web/forms.js';
import { homeOf } from '../../web/nav.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { autosave } from './autosave.js';
import { carryOut, missingOn, storedBeside, wayOn } from './fill.js';
import { fillModel, readModel, stepOf } from './fill-model.js';
import { askedOf, listModel } from './list-model.js';
import { labelsOf, valuesOf } from './question-views.js';
import { type Step, stepToGoOn } from './steps.js';

const holds = (roles: readonly string[], { role }: PageContext): boolean => roles.includes(role);

async function showList(ctx: PageContext): Promise<void> {
  if (!holds(SURVEY_ROLES, ctx)) return ctx.redirect(homeOf(ctx.role));
  ctx.render('my-surveys/list', listModel(ctx, await askedOf(ctx)));
}

/** The wave, or null for those whom it does not ask. */
async function find(ctx: PageContext): Promise<MySurvey | null> {
  if (!holds(SURVEY_ROLES, ctx)) return null;
  const { programmeId } = ctx;
  try {
    return await ctx.api.getMySurvey({ programmeId, waveId: idParam(ctx, 'waveId') });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Where a link to a wave leads: to its questions, to its page for those who follow it, else to kind words. */
async function showWave(ctx: PageContext): Promise<void> {
  const survey = await find(ctx);
  if (survey === null) {
    if (holds(WAVE_READERS, ctx)) return ctx.redirect(`surveys/${idParam(ctx, 'waveId')}`);
    return ctx.render('my-surveys/not-asked', { home: homeOf(ctx.role) });
  }
  if (survey.state !== 'open' || survey.answerState === 'submitted')
    return ctx.render('my-surveys/show', readModel(ctx, survey));
  ctx.redirect(`my-surveys/${survey.waveId}/${stepToGoOn(survey.definition, survey.answers)}`);
}

interface Place {
  survey: MySurvey;
  step: Step;
}

/** The wave and the step that an address names. */
async function placeOf(ctx: PageContext): Promise<Place> {
  requireRole(ctx, ...SURVEY_ROLES);
  const survey = await find(ctx);
  const step = survey && stepOf(survey, Number(pathParam(ctx, 'step')));
  if (!survey || !step) throw notFound('step');
  return { survey, step };
}

const showForm = (ctx: PageContext, { survey, step }: Place, form: FormView, status = 200) =>
  ctx.render('my-surveys/fill', fillModel(ctx, survey, step, form), status);

async function openStep(ctx: PageContext): Promise<void> {
  const place = await placeOf(ctx);
  const { survey, step } = place;
  const shut = survey.answersHidden && survey.answerState === 'submitted';
  if (survey.state !== 'open' || shut) return ctx.redirect(`my-surveys/${survey.waveId}`);
  const labels = labelsOf(ctx, step.questions);
  const values = valuesOf(step.questions, survey.answers);
  const problems = ctx.req.query['missing'] === '1' ? missingOn(survey, step) : [];
  if (problems.length > 0) {
    return showForm(ctx, place, createForm(ctx.t, values, { labels, problems }));
  }
  showForm(ctx, place, await openForm(ctx, values, { labels }));
}

async function postStep(ctx: PageContext): Promise<void> {
  const place = await placeOf(ctx);
  const { survey, step } = place;
  await submitForm(ctx, {
    labels: labelsOf(ctx, step.questions),
    attempt: () => keepingTyped(ctx, () => carryOut(ctx, survey, step)),
    done: (outcome) => {
      const { path, flash } = wayOn(ctx, survey, step, outcome);
      ctx.redirect(path, flash);
    },
    again: (form) => showForm(ctx, place, form, 422),
    stored: storedBeside(ctx, survey, step),
  });
}

async function saveAnswers(ctx: PageContext): Promise<void> {
  const { survey, step } = await placeOf(ctx);
  await autosave(ctx, survey, step);
}

/** «Анкеты» of those who are asked: the list, filling in by steps, and what was handed in. */
export function mySurveyRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my-surveys', page(showList));
  router.get('/my-surveys/:waveId', page(showWave));
  router.get('/my-surveys/:waveId/:step', page(openStep));
  router.post('/my-surveys/:waveId/:step', page(postStep));
  router.post('/my-surveys/:waveId/:step/save', page(saveAnswers));
  return router;
}
