import { Router } from 'express';
import { z } from 'zod';
import { FORMS } from '../../../service/api/index.js';
import type { QuestionResult } from '../../../service/api/survey-results.js';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { type Cell, type Column, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { countRows } from './result-words.js';
import { resultFilterBar, resultsModel } from './results-model.js';
import { readWave } from './wave-routes.js';
import { inLocale } from './wave-words.js';

export const RESULT_FILTERS = {
  form: z.enum(FORMS).optional(),
  group: z.string().trim().max(200).optional(),
};

/** What a wave asks, in the version that it asks. */
async function definitionOf(ctx: PageContext, wave: SurveyWave) {
  const { programmeId } = ctx;
  const { questionnaireId, versionNumber: number } = wave;
  const { definition } = await ctx.api.getQuestionnaire({ programmeId, questionnaireId, number });
  return definition;
}

/** Everything of one view of results: the page and the file show the same. */
async function readResults(ctx: PageContext) {
  const filters = readFilters(ctx, RESULT_FILTERS);
  const { programmeId } = ctx;
  const waveId = idParam(ctx, 'waveId');
  const results = await ctx.api.getWaveResults({ programmeId, waveId, ...filters });
  // After the results: an anonymous wave whose last day has gone is closed by the first look at them.
  const wave = await readWave(ctx);
  return { filters, wave, results, definition: await definitionOf(ctx, wave) };
}

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator', 'head', 'psychologist');
  const { filters, wave, results, definition } = await readResults(ctx);
  const { groups } = await ctx.api.listSurveyGroups({ programmeId: ctx.programmeId });
  const model = resultsModel(ctx, wave, results, definition, filters, groups);
  ctx.render('surveys/results', model);
}

interface Line {
  at: number;
  question: QuestionResult;
  answer: string;
  n: number | null;
  share: string;
}

/** One row an answer, or one of the question alone. */
function linesOf(
  ctx: PageContext,
  question: QuestionResult,
  at: number,
  options: Parameters<typeof countRows>[2],
): Line[] {
  const none = { at, question, n: null, share: '' };
  if (question.n === null) return [{ ...none, answer: ctx.t('results.hidden.short') }];
  const rows = countRows(ctx, question, options);
  if (rows.length === 0) return [{ ...none, answer: '' }];
  return rows.map(({ label, n, share }) => ({
    at,
    question,
    answer: label,
    n,
    share: question.n ? ctx.fmt.percent(share) : '',
  }));
}

async function* once<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

async function exportResults(ctx: PageContext): Promise<void> {
  const { results, definition } = await readResults(ctx);
  const options = new Map(definition.questions.map((one) => [one.code, one.options]));
  const lines = results.questions.flatMap((question, at) =>
    linesOf(ctx, question, at, options.get(question.code) ?? []),
  );
  const { t } = ctx;
  const column = (key: string, width: number, value: (line: Line) => Cell): Column<Line> => ({
    title: t(key),
    width,
    value,
  });
  await sendXlsx(
    ctx,
    t('results.title'),
    [
      column('results.number', 6, (line) => line.at + 1),
      column('results.question', 60, (line) => inLocale(ctx, line.question.text)),
      column('results.type', 18, (line) => ctx.ref('questionType', line.question.type)),
      column('results.n', 12, (line) => line.question.n),
      column('results.meanWord', 12, ({ question: { mean } }) =>
        mean === null ? null : Math.round(mean * 100) / 100,
      ),
      column('results.answer', 36, (line) => line.answer),
      column('results.people', 12, (line) => line.n),
      column('results.share', 10, (line) => line.share),
    ],
    once(lines),
  );
}

/** The answers to one question that asks for words. */
async function texts(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, { ...RESULT_FILTERS, page: pageParameter });
  const { programmeId } = ctx;
  const code = pathParam(ctx, 'question');
  const wave = await readWave(ctx);
  const answers = await ctx.api.listTextAnswers({
    programmeId,
    waveId: wave.waveId,
    question: code.slice(0, 40),
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const { questions } = await definitionOf(ctx, wave);
  const question = questions.find((one) => one.code === code);
  if (!question) throw notFound('question');
  const { groups } = await ctx.api.listSurveyGroups({ programmeId });
  const path = `surveys/${wave.waveId}/results/${code}`;
  const { page: _page, ...query } = filters;
  ctx.render('surveys/texts', {
    title: inLocale(ctx, question.text),
    wave,
    rows: answers.rows,
    total: answers.total,
    back: `surveys/${wave.waveId}/results`,
    filterBar: resultFilterBar(ctx, wave, groups, query, path),
    pages: pagination(ctx, path, query, answers),
  });
}

/** What a wave was answered, as figures, charts and texts. */
export function resultRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/surveys/:waveId/results', page(show));
  router.get('/surveys/:waveId/results.xlsx', page(exportResults));
  router.get('/surveys/:waveId/results/:question', page(texts));
  return router;
}
