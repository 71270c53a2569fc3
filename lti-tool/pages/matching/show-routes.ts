import { Router } from 'express';
import type { Form } from '../../../service/api/index.js';
import type { MatchRun, MatchRunView } from '../../../service/api/match-runs.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { createForm, fieldText, postedValues } from '../../web/forms.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { BOARD_FILTERS, boardModel } from './board-model.js';
import {
  annexColumns,
  LIST_FILTERS,
  type ListFilters,
  suggestionColumns,
  suggestionList,
} from './list-model.js';
import { wordedProblems } from './match-words.js';
import { pairModel } from './pair-model.js';
import { progressModel, runPath } from './run-model.js';
import { formOf, headModel, newestRun } from './show-model.js';

const readRun = (ctx: PageContext): Promise<MatchRunView> =>
  ctx.api.getMatchRun({ programmeId: ctx.programmeId, runId: pathParam(ctx, 'runId') });

/** The table of a run that has a result; null: it has none. */
async function tableOf(ctx: PageContext, run: MatchRun, filters: ListFilters, path: string) {
  if (run.now === null) return null;
  const { form: _form, ...wanted } = filters;
  const list = await ctx.api.listMatchSuggestions({
    programmeId: ctx.programmeId,
    runId: run.runId,
    ...wanted,
    pageSize: LIST_PAGE_SIZE,
  });
  return suggestionList(ctx, run, list, filters, path);
}

async function renderList(
  ctx: PageContext,
  form: Form,
  run: MatchRunView | null,
  filters: ListFilters,
  path: string,
): Promise<void> {
  const head = await headModel(ctx, form, run, 'list');
  const table = run === null ? null : await tableOf(ctx, run, filters, path);
  ctx.render('matching/show', { head, table, sheet: null });
}

/** «Подбор»: the newest run of the form that the address names. */
async function showLatest(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, LIST_FILTERS);
  const latest = await newestRun(ctx, filters.form);
  const form = filters.form ?? formOf(ctx, latest);
  // The list says only whether; the run itself knows whether data have changed since.
  const run =
    latest === null
      ? null
      : await ctx.api.getMatchRun({ programmeId: ctx.programmeId, runId: latest.runId });
  await renderList(ctx, form, run, { ...filters, form }, 'matching');
}

async function showRun(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const run = await readRun(ctx);
  const { form: _form, ...filters } = readFilters(ctx, LIST_FILTERS);
  await renderList(ctx, run.form, run, filters, runPath(run.runId));
}

/** The list with one pair open beside it; the pair has an address of its own. */
async function showPair(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const run = await readRun(ctx);
  const { form: _form, ...filters } = readFilters(ctx, LIST_FILTERS);
  const sheet = await pairModel(ctx, run, filters);
  const head = await headModel(ctx, run.form, run, 'list');
  const table = await tableOf(ctx, run, filters, runPath(run.runId));
  ctx.render('matching/show', { head, table, sheet });
}

async function showBoard(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const run = await readRun(ctx);
  const filters = readFilters(ctx, BOARD_FILTERS);
  const head = await headModel(ctx, run.form, run, 'board');
  const board = run.now === null ? null : await boardModel(ctx, run, filters);
  ctx.render('matching/board', { head, board });
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const run = await readRun(ctx);
  const { form: _form, page: _page, ...filters } = readFilters(ctx, LIST_FILTERS);
  const rows = eachPage((page, pageSize) =>
    ctx.api.listMatchSuggestions({
      programmeId: ctx.programmeId,
      runId: run.runId,
      ...filters,
      page,
      pageSize,
    }),
  );
  const name = ctx.t('matching.file', { number: run.number, form: ctx.ref('form', run.form) });
  await sendXlsx(ctx, name, suggestionColumns(ctx), rows);
}

/** The annex of the order on the pairs of a run. */
async function exportAnnex(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { runId, number, form } = await readRun(ctx);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listMatchSuggestions({
      programmeId,
      runId,
      show: 'matched',
      sort: 'mentor',
      page,
      pageSize,
    }),
  );
  const name = ctx.t('matching.annex.file', { number, form: ctx.ref('form', form) });
  await sendXlsx(ctx, name, annexColumns(ctx), rows);
}

/** Begins a run; what stands against it is said on the page where it was asked for. */
async function start(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const form = fieldText(body, 'form') as Form;
  try {
    const run = await ctx.api.startMatchRun({
      programmeId: ctx.programmeId,
      form,
      idempotencyKey: fieldText(body, 'idempotencyKey'),
    });
    ctx.redirect(runPath(run.runId));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const problems = wordedProblems(ctx, error);
    const { summary } = createForm(ctx.t, postedValues(body), { problems });
    const back = ctx.url('matching', { form });
    ctx.render('matching/refused', { title: ctx.t('matching.notStarted'), summary, back }, 422);
  }
}

async function stop(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const runId = pathParam(ctx, 'runId');
  await ctx.api.stopMatchRun({ programmeId: ctx.programmeId, runId });
  ctx.redirect(runPath(runId));
}

async function progress(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  ctx.res.setHeader('Cache-Control', 'no-store');
  ctx.res.json(progressModel(ctx, await readRun(ctx)));
}

/** The runs of a form: begun, watched, stopped, read as a list, a board and a file. */
export function showRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching', page(showLatest));
  router.post('/matching/runs', page(start));
  router.get('/matching/runs/:runId', page(showRun));
  router.get('/matching/runs/:runId/board', page(showBoard));
  router.get('/matching/runs/:runId/mentees/:menteeId', page(showPair));
  router.get('/matching/runs/:runId/list.xlsx', page(exportList));
  router.get('/matching/runs/:runId/annex.xlsx', page(exportAnnex));
  router.get('/matching/runs/:runId/progress.json', page(progress));
  router.post('/matching/runs/:runId/stop', page(stop));
  return router;
}
