import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { protocolTitle, termWords } from './council-words.js';
import { memberRoutes } from './member-routes.js';
import { protocolRoutes } from './protocol-routes.js';

export const COUNCIL_READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...COUNCIL_READERS);
  const { programmeId, t } = ctx;
  const filters = readFilters(ctx, { page: pageParameter });
  const [members, protocols] = await Promise.all([
    ctx.api.listCouncil({ programmeId }),
    ctx.api.listProtocols({ programmeId, page: filters.page, pageSize: LIST_PAGE_SIZE }),
  ]);
  const mayEdit = ctx.role === 'coordinator';
  const current = members.rows.filter((one) => one.current);
  ctx.render('council/show', {
    lead: t('council.lead', { n: current.length, protocols: protocols.total }),
    mayEdit,
    members: members.rows.map((one) => ({
      name: one.name,
      href: mayEdit ? ctx.url(`council/members/${one.memberId}`) : null,
      position: one.position ?? '',
      role: ctx.ref('councilRole', one.role),
      term: termWords(ctx, one),
      current: one.current,
    })),
    protocols: protocols.rows.map((one) => ({
      title: protocolTitle(ctx, one),
      href: ctx.url(`council/protocols/${one.protocolId}`),
      points: t('council.points', { n: one.points }),
      signed: one.state === 'signed',
      state: ctx.ref('protocolState', one.state),
    })),
    pages: pagination(ctx, 'council', filters, protocols),
  });
}

/** «Совет наставников»: its members, and the minutes of its sittings. */
export function councilRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/council', page(show));
  router.use(memberRoutes(page), protocolRoutes(page));
  return router;
}
