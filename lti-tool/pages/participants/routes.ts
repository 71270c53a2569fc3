import { Router } from 'express';
import type { ListedPerson } from '../../../service/api/standing.js';
import { AppError } from '../../../shared/errors.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import { requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { addRoutes } from './add-routes.js';
import { changesRoutes } from './changes-routes.js';
import { PEOPLE_FILTERS } from './filters.js';
import { mergeRoutes } from './merge-routes.js';
import { personRoutes } from './person-routes.js';
import { gapWords, roleWords, stateWords } from './person-words.js';
import { listModel } from './view-model.js';

/** The model of the list as the address asks for it. */
async function peopleList(deps: ShellDeps, ctx: PageContext) {
  const filters = readFilters(ctx, PEOPLE_FILTERS);
  const people = await ctx.api.listPeople({
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
    ctx.api.listPeople({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  const { t } = ctx;
  const columns = [
    { title: t('people.name'), width: 40, value: (p: ListedPerson) => p.name },
    { title: t('people.roles'), width: 30, value: (p: ListedPerson) => roleWords(ctx, p) },
    {
      title: t('people.form'),
      width: 30,
      value: (p: ListedPerson) => p.forms.map((form) => ctx.ref('form', form)).join(', '),
    },
    { title: t('people.group'), value: (p: ListedPerson) => p.groupName },
    { title: t('people.state'), width: 24, value: (p: ListedPerson) => stateWords(ctx, p) },
    {
      title: t('people.missing'),
      width: 40,
      value: (p: ListedPerson) => p.gaps.map((gap) => gapWords(ctx, gap)).join(', '),
    },
    { title: t('people.email'), width: 30, value: (p: ListedPerson) => p.email },
    { title: t('people.pairs'), value: (p: ListedPerson) => p.activePairs },
    { title: t('people.lms'), value: (p: ListedPerson) => ctx.ref('lmsStatus', p.lmsStatus) },
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

/** «Участники»: the list, the card of a person, people added, merged, the roster of the LMS, xlsx. */
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
  router.use(addRoutes(page), changesRoutes(page), mergeRoutes(deps, page));
  router.use(personRoutes(deps, page));
  return router;
}
