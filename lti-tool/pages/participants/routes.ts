import { Router } from 'express';
import { z } from 'zod';
import { ROLES } from '../../../service/api/index.js';
import type { Participant } from '../../../service/api/people.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import { requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { personRoutes } from './person-routes.js';
import { listModel, roleWords } from './view-model.js';

export const PEOPLE_FILTERS = {
  search: searchParameter,
  role: z.enum(ROLES).optional(),
  lmsStatus: z.enum(['active', 'left', 'none']).optional(),
  pairing: z.enum(['paired', 'unpaired']).optional(),
  page: pageParameter,
};

/** The model of the list as the address asks for it. */
export async function peopleList(deps: ShellDeps, ctx: PageContext) {
  const filters = readFilters(ctx, PEOPLE_FILTERS);
  const people = await ctx.api.listParticipants({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const control = ctx.role === 'coordinator' ? deps.roster : undefined;
  const roster = control ? await control.status(ctx.programmeId) : null;
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  return listModel(ctx, people, query, roster);
}

async function exportPeople(ctx: PageContext): Promise<void> {
  const { page: _page, ...filters } = readFilters(ctx, PEOPLE_FILTERS);
  const people = eachPage((page, pageSize) =>
    ctx.api.listParticipants({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  const { t } = ctx;
  const columns = [
    { title: t('people.name'), width: 40, value: (p: Participant) => p.name },
    {
      title: t('people.roles'),
      width: 30,
      value: (p: Participant) => roleWords(ctx, p),
    },
    { title: t('people.group'), value: (p: Participant) => p.groupName },
    { title: t('people.email'), width: 30, value: (p: Participant) => p.email },
    { title: t('people.pairs'), value: (p: Participant) => p.activePairs },
    { title: t('people.lms'), value: (p: Participant) => ctx.ref('lmsStatus', p.lmsStatus) },
  ];
  await sendXlsx(ctx, t('nav.participants'), columns, people);
}

/** Asks the LMS for its list now; a failure is a message on the same page, never an error page. */
async function refreshRoster(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  if (!deps.roster) throw new AppError('unavailable', 'no roster service');
  try {
    const { total, added, left } = await deps.roster.syncNow(ctx.programmeId);
    ctx.redirect('participants', {
      kind: 'success',
      key: 'roster.done',
      params: { total, added, left },
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    deps.logger.warn({ err: error, requestId: ctx.requestId }, 'the roster could not be fetched');
    ctx.redirect('participants', { kind: 'warning', key: 'roster.failed' });
  }
}

/** «Участники»: list, one person's sheet with roles, the roster of the LMS, xlsx. */
export function participantRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants',
    page(async (ctx) => ctx.render('participants/list', await peopleList(deps, ctx))),
  );
  router.get('/participants.xlsx', page(exportPeople));
  router.post(
    '/participants/sync',
    page((ctx) => refreshRoster(deps, ctx)),
  );
  router.use(personRoutes(deps, page, (ctx) => peopleList(deps, ctx)));
  return router;
}
