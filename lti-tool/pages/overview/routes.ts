import { Router } from 'express';
import { z } from 'zod';
import { isoDate } from '../../../service/api/common.js';
import { FORMS } from '../../../service/api/index.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { readFilters } from '../../web/list-filters.js';
import { overviewModel } from './view-model.js';

const FILTERS = {
  form: z.enum(FORMS).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
};

async function show(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const overview = await ctx.api.getOverview({ programmeId: ctx.programmeId, ...filters });
  ctx.renderAnswer('overview/show', overview, () => overviewModel(ctx, overview, filters));
}

/** «Обзор»: how the programme goes, what needs attention, charts with the names behind them. */
export function overviewRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/overview', page(show));
  return router;
}
