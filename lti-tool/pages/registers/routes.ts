import { Router } from 'express';
import { STAFF_ROLES } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { entryRoutes } from './entry-routes.js';
import { importRoutes } from './import-routes.js';
import { REGISTER_FILTERS, registerFileColumns, registerList } from './list-model.js';

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF_ROLES);
  const filters = readFilters(ctx, REGISTER_FILTERS);
  const { programmeId } = ctx;
  const found = await ctx.api.listRegister({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('registers/list', registerList(ctx, found, query));
}

async function download(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF_ROLES);
  const { page: _page, ...filters } = readFilters(ctx, REGISTER_FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listRegister({ programmeId, ...filters, page, pageSize }),
  );
  const name = ctx.t(`registers.file.${filters.register}`);
  await sendXlsx(ctx, name, registerFileColumns(filters.register), rows);
}

/** «Реестры»: the official registers of mentees and mentors, to look at, to take away and to bring. */
export function registerRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/registers', page(list));
  router.get('/registers.xlsx', page(download));
  router.use(importRoutes(page), entryRoutes(page));
  return router;
}
