import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { criteriaRoutes } from './criteria-routes.js';
import { interviewRoutes } from './interview-routes.js';
import { SELECTION_FILTERS, selectionColumns, selectionList } from './list-model.js';
import { portfolioRoutes } from './portfolio-routes.js';

const READERS = ['coordinator', 'curator', 'head', 'psychologist'] as const;

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const filters = readFilters(ctx, SELECTION_FILTERS);
  const { programmeId } = ctx;
  const found = await ctx.api.listSelection({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('selection/list', selectionList(ctx, found, query));
}

async function exportSelection(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, SELECTION_FILTERS);
  const rows = eachPage((page, pageSize) =>
    ctx.api.listSelection({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.selection'), selectionColumns(ctx), rows);
}

/** «Отбор»: candidates for mentors beside each other, interviews, criteria, portfolios. */
export function selectionRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/selection', page(list));
  router.get('/selection.xlsx', page(exportSelection));
  router.use(criteriaRoutes(page), interviewRoutes(page), portfolioRoutes(page));
  return router;
}
