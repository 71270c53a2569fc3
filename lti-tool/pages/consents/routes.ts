import { Router } from 'express';
import { z } from 'zod';
import { AGES, CONSENT_GAPS } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { annotateRoutes } from './annotate-routes.js';
import { gapWords } from './consent-words.js';
import { CONSENT_STATES, type ConsentRow, consentListModel, sideWords } from './list-model.js';
import { paperRoutes } from './paper-routes.js';
import { personConsentRoutes } from './person-routes.js';
import { profileRoutes } from './profile-routes.js';
import { consentWithdrawalRoutes } from './withdraw-routes.js';

const FILTERS = {
  search: searchParameter,
  role: z.enum(['mentor', 'mentee']).optional(),
  groupName: z.string().trim().max(100).optional(),
  age: z.enum(AGES).optional(),
  state: z.enum(CONSENT_STATES).optional(),
  gap: z.enum(CONSENT_GAPS).optional(),
  page: pageParameter,
};

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const answer = await ctx.api.listConsents({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('consents/list', consentListModel(ctx, answer, query));
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const people = eachPage((page, pageSize) =>
    ctx.api.listConsents({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  const { t, ref } = ctx;
  const kinds = (codes: readonly string[]) =>
    codes.map((kind) => ref('consentKind', kind)).join('; ');
  const columns: Column<ConsentRow>[] = [
    { title: t('people.name'), width: 40, value: (row) => row.name },
    { title: t('consents.filter.role'), width: 24, value: (row) => sideWords(ctx, row) },
    { title: t('people.group'), value: (row) => row.groupName },
    { title: t('consents.filter.age'), width: 22, value: (row) => ref('age', row.age) },
    { title: t('consents.missing'), width: 40, value: (row) => gapWords(ctx, row.gaps) },
    { title: t('consents.valid'), width: 50, value: (row) => kinds(row.valid) },
  ];
  await sendXlsx(ctx, t('consents.title'), columns, people);
}

/** «Согласия»: who lacks what, and the consents of one person with all that is done with them. */
export function consentRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/consents', page(list));
  router.get('/consents.xlsx', page(exportList));
  router.use(
    personConsentRoutes(page),
    annotateRoutes(page),
    paperRoutes(page),
    consentWithdrawalRoutes(page),
    profileRoutes(page),
  );
  return router;
}
