import { Router } from 'express';
import { z } from 'zod';
import { isoDate } from '../../../service/api/common.js';
import { FORMS } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { readFilters } from '../../web/list-filters.js';
import { overviewModel, withReversedPeriod } from './view-model.js';

const FILTERS = {
  form: z.enum(FORMS).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
};

async function show(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  try {
    const overview = await ctx.api.getOverview({ programmeId, ...filters });
    ctx.renderKept('overview/show', overviewModel(ctx, overview, filters));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    // One date is typed after the other: the end may lie before the beginning for a moment.
    const { form, from, to } = filters;
    const overview = await ctx.api.getOverview({ programmeId, form });
    const model = overviewModel(ctx, overview, { form });
    ctx.render('overview/show', withReversedPeriod(ctx, model, { from, to }));
  }
}

/** «Обзор»: how the programme goes, what needs attention, charts with the names behind them. */
export function overviewRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/overview', page(show));
  return router;
}
