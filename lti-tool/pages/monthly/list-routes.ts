import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS } from '../../../service/api/index.js';
import { type MonthlyRow, month, SHOWN_MONTHLY } from '../../../service/api/monthly-feedback.js';
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
import { storedTitle } from '../pairs/pair-words.js';
import { monthWords, stepWords } from './month-words.js';

type List = OutputOf<Contract['listMonthlyFeedback']>;

const SIDES = ['mentor', 'mentee'] as const;
const FILTERS = {
  month: month.optional(),
  search: searchParameter,
  show: z.enum(SHOWN_MONTHLY).optional(),
  side: z.enum(SIDES).optional(),
  form: z.enum(FORMS).optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, filters: Query, list: List) {
  const { t } = ctx;
  const { month: _month, ...narrowing } = filters;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name],
    all: t('list.all'),
    options,
  });
  const months = list.months.includes(list.month) ? list.months : [list.month, ...list.months];
  return {
    path: 'monthly',
    search: { name: 'search', label: t('monthly.search'), value: filters['search'] },
    selects: [
      {
        ...select(
          'month',
          t('monthly.month'),
          months.map((value) => ({ value, label: monthWords(ctx, value) })),
        ),
        value: list.month,
        all: undefined,
      },
      select(
        'show',
        t('monthly.show'),
        SHOWN_MONTHLY.map((value) => ({ value, label: t(`monthly.show.${value}`) })),
      ),
      select(
        'side',
        t('monthly.side'),
        SIDES.map((value) => ({ value, label: t(`monthly.side.${value}`) })),
      ),
      select('form', t('pairs.form'), formOptions(ctx)),
    ],
    reset: isFiltered(narrowing),
  };
}

function rowOf(ctx: PageContext, row: MonthlyRow) {
  const { answer } = row;
  const low = (step: number) => (step <= 2 ? 'state-out' : '');
  return {
    name: row.person.name,
    href: ctx.url(`pairs/${row.pairId}`),
    pair: storedTitle(ctx.t, row.pairTitle),
    side: ctx.ref('role', row.side),
    answered: answer !== null,
    relation: answer ? stepWords(ctx, 'monthlyRelation', answer.relation) : '',
    relationTone: answer ? low(answer.relation) : '',
    useful: answer ? stepWords(ctx, 'monthlyUseful', answer.useful) : '',
    usefulTone: answer ? low(answer.useful) : '',
    wish: answer?.wish ?? '',
    needsHelp: answer?.needsHelp ?? false,
  };
}

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const filters = readFilters(ctx, FILTERS);
  const { programmeId, t } = ctx;
  const list = await ctx.api.listMonthlyFeedback({
    programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: undefined };
  const bar = filterBar(ctx, query, list);
  const { counts } = list;
  ctx.render('monthly/list', {
    lead: t('monthly.lead', { month: monthWords(ctx, list.month), ...counts }),
    open: ctx.fmt.today <= list.until ? t('monthly.open', { date: ctx.fmt.date(list.until) }) : '',
    filterBar: bar,
    download: list.total > 0 ? { path: 'monthly.xlsx', query } : undefined,
    rows: list.rows.map((row) => rowOf(ctx, row)),
    pages: pagination(ctx, 'monthly', query, list),
  });
}

function columns(ctx: PageContext): Column<MonthlyRow>[] {
  const { t } = ctx;
  return [
    { title: t('people.name'), width: 36, value: (row) => row.person.name },
    { title: t('monthly.side'), width: 18, value: (row) => ctx.ref('role', row.side) },
    { title: t('pairs.pair'), width: 36, value: (row) => storedTitle(t, row.pairTitle) },
    { title: t('pairs.form'), width: 24, value: (row) => ctx.ref('form', row.form) },
    { title: t('monthly.relation'), width: 18, value: (row) => row.answer?.relation ?? null },
    { title: t('monthly.useful'), width: 18, value: (row) => row.answer?.useful ?? null },
    { title: t('monthly.wish'), width: 50, value: (row) => row.answer?.wish ?? null },
    {
      title: t('monthly.needsHelp'),
      width: 20,
      value: (row) => (row.answer?.needsHelp ? t('word.yes') : null),
    },
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listMonthlyFeedback({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.monthly'), columns(ctx), rows);
}

/** «Отзывы за месяц»: what both sides said, and who has said nothing, for those who read it. */
export function monthListRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/monthly', page(show));
  router.get('/monthly.xlsx', page(exportList));
  return router;
}
