import { Router } from 'express';
import { z } from 'zod';
import { FORMS, PLAN_DELAYS, PLAN_FILTER_STATES } from '../../../service/api/index.js';
import type { ListedPlan } from '../../../service/api/plans.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';
import { shortSides } from '../pairs/pair-words.js';
import { figureWords, planStateWords } from './plan-words.js';

const FILTERS = {
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  state: z.enum(PLAN_FILTER_STATES).optional(),
  delay: z.enum(PLAN_DELAYS).optional(),
  page: pageParameter,
};
const STAFF = ['coordinator', 'curator', 'head'] as const;

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  const select = (name: string, options: { value: string; label: string }[]) => ({
    name,
    label: t(`plan.list.${name}`),
    value: filters[name],
    all: t('list.all'),
    options,
  });
  const labelled = (list: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: ctx.ref(list, value) }));
  return {
    path: 'plans',
    search: { name: 'search', label: t('plan.list.search'), value: filters['search'] },
    selects: [
      select('form', formOptions(ctx)),
      select('state', labelled('planState', PLAN_FILTER_STATES)),
      select('delay', labelled('planDelay', PLAN_DELAYS)),
    ],
    reset: isFiltered(filters),
  };
}

/** «не подтверждён 34 дня» of a plan that is late with it; else ''. */
const unconfirmedWords = ({ t }: PageContext, { unconfirmedDays }: ListedPlan): string =>
  unconfirmedDays === null ? '' : t('plan.unconfirmed', { days: unconfirmedDays });

/** How far the goals are; of a plan that nobody confirmed yet only how many there are: its terms are no promise. */
function goalsWords(ctx: PageContext, plan: ListedPlan['plan']): string {
  if (plan === null || plan.goals === 0) return '';
  return plan.confirmedNumber === null
    ? ctx.t('plan.new.goals', { n: plan.goals })
    : figureWords(ctx, plan);
}

function rowOf(ctx: PageContext, row: ListedPlan) {
  const { plan, mentee, pairId } = row;
  return {
    name: mentee.name,
    href: ctx.url(plan ? `plans/${plan.planId}` : `pairs/${pairId}`),
    mentors: shortSides(ctx.t, row).mentors,
    form: ctx.ref('form', row.form),
    kind: plan ? ctx.ref('planKind', plan.kind) : '',
    state: plan
      ? planStateWords(ctx, plan.state)
      : { sign: '–', kind: 'state-none', word: ctx.ref('planState', 'none') },
    unconfirmed: unconfirmedWords(ctx, row),
    figures: goalsWords(ctx, plan),
    late: plan?.overdue ?? false,
  };
}

function leadOf(ctx: PageContext, total: number, narrowed: boolean): string {
  return ctx.t(narrowed ? 'plan.list.found' : 'plan.list.lead', { n: total });
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const answer = await ctx.api.listPlans({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: undefined };
  const bar = filterBar(ctx, query);
  ctx.render('plans/list', {
    lead: leadOf(ctx, answer.total, bar.reset),
    filterBar: bar,
    download: { path: 'plans.xlsx', query },
    rows: answer.rows.map((row) => rowOf(ctx, row)),
    pages: pagination(ctx, 'plans', query, answer),
  });
}

function columns(ctx: PageContext): Column<ListedPlan>[] {
  const { t } = ctx;
  const names = (people: readonly { name: string }[]) => people.map(({ name }) => name).join('; ');
  return [
    { title: t('plan.mentee'), width: 36, value: (row) => row.mentee.name },
    { title: t('plan.mentors'), width: 36, value: (row) => names(row.mentors) },
    { title: t('plan.list.form'), width: 24, value: (row) => ctx.ref('form', row.form) },
    { title: t('plan.pairSince'), width: 14, value: (row) => ({ date: row.pairStartsOn }) },
    { title: t('plan.kind'), width: 28, value: (row) => ctx.ref('planKind', row.plan?.kind) },
    {
      title: t('plan.list.state'),
      width: 24,
      value: (row) => ctx.ref('planState', row.plan?.state ?? 'none'),
    },
    { title: t('plan.list.unconfirmedDays'), width: 18, value: (row) => row.unconfirmedDays },
    { title: t('plan.list.goals'), width: 10, value: (row) => row.plan?.goals ?? null },
    { title: t('plan.list.done'), width: 12, value: (row) => row.plan?.done ?? null },
    {
      title: t('plan.list.nextDue'),
      width: 16,
      value: (row) => ({ date: row.plan?.nextDueOn ?? null }),
    },
    {
      title: t('plan.list.late'),
      width: 14,
      value: (row) => (row.plan?.overdue ? t('word.yes') : null),
    },
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listPlans({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.plans'), columns(ctx), rows);
}

/** «Планы»: everybody of a pair with their plan, and what of it is late. */
export function listRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/plans', page(list));
  router.get('/plans.xlsx', page(exportList));
  return router;
}
