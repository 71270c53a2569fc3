import { Router } from 'express';
import { THIRD_PARTY_READERS } from '../../../service/api/third-party.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { askRoutes } from './ask-routes.js';
import { THIRD_PARTY_FILTERS, thirdPartyList } from './list-model.js';
import { personThirdPartyRoutes } from './person-routes.js';

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...THIRD_PARTY_READERS);
  const filters = readFilters(ctx, THIRD_PARTY_FILTERS);
  const { programmeId } = ctx;
  const [found, made] = await Promise.all([
    ctx.api.listThirdParty({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    ctx.role === 'coordinator' ? ctx.api.listThirdPartyLinks({ programmeId }) : { links: [] },
  ]);
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('third-party/list', thirdPartyList(ctx, found, made.links, query));
}

/** «Сведения от третьих лиц»: who was asked about which mentee, and what they told. */
export function thirdPartyRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/third-party', page(list));
  router.use(askRoutes(deps, page), personThirdPartyRoutes(page));
  return router;
}
