import { Router } from 'express';
import { z } from 'zod';
import { isoDate } from '../../../service/api/common.js';
import { FORMS, type Form } from '../../../service/api/index.js';
import type { MonthFigures } from '../../../service/api/monthly-feedback.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { readFilters } from '../../web/list-filters.js';
import { overviewModel, type Signals, seesNames, withReversedPeriod } from './view-model.js';

const FILTERS = {
  form: z.enum(FORMS).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
};

/** So many pairs at most; the rest stands behind their number. */
const ATTENTION_ROWS = 5;

/** The head of the work list, for who sees names: the same pairs in the same order as «Сигналы» has. */
const signalsFor = (ctx: PageContext, form: Form | undefined): Promise<Signals | null> =>
  seesNames(ctx)
    ? ctx.api.listSignals({ programmeId: ctx.programmeId, form, pageSize: ATTENTION_ROWS })
    : Promise.resolve(null);

/** How the months went, for who reads the programme by name. */
const monthsFor = async (ctx: PageContext, form: Form | undefined): Promise<MonthFigures[]> =>
  seesNames(ctx)
    ? (await ctx.api.getMonthlyTrend({ programmeId: ctx.programmeId, form })).months
    : [];

async function show(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const signals = await signalsFor(ctx, filters.form);
  try {
    const overview = await ctx.api.getOverview({ programmeId, ...filters });
    const months = await monthsFor(ctx, filters.form);
    ctx.renderKept('overview/show', overviewModel(ctx, overview, { signals, months }, filters));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    // One date is typed after the other: the end may lie before the beginning for a moment.
    const { form, from, to } = filters;
    const overview = await ctx.api.getOverview({ programmeId, form });
    const months = await monthsFor(ctx, form);
    const model = overviewModel(ctx, overview, { signals, months }, { form });
    ctx.render('overview/show', withReversedPeriod(ctx, model, { from, to }));
  }
}

/** «Обзор»: how the programme goes, what needs attention, charts with the names behind them. */
export function overviewRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/overview', page(show));
  return router;
}
