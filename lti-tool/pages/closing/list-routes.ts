import { Router } from 'express';
import { z } from 'zod';
import type { ListedClosing } from '../../../service/api/closing.js';
import { CLOSING_LACKS, CLOSING_STEPS, FORMS } from '../../../service/api/index.js';
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
import { pairTitle } from '../pairs/pair-words.js';
import { stepWords } from './closing-words.js';

const STAFF = ['coordinator', 'curator', 'head'] as const;
const WHEN = ['ending', 'over'] as const;
const FILTERS = {
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  when: z.enum(WHEN).optional(),
  lacks: z.enum(CLOSING_LACKS).optional(),
  page: pageParameter,
};
/** «Стать наставником» is nothing that a pair lacks. */
const SHOWN = CLOSING_STEPS.filter((step) => step !== 'mentor');

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  const select = (name: string, options: { value: string; label: string }[]) => ({
    name,
    label: t(`closing.list.${name}`),
    value: filters[name],
    all: t('list.all'),
    options,
  });
  return {
    path: 'closing',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      select(
        'lacks',
        CLOSING_LACKS.map((value) => ({ value, label: t(`closing.lacks.${value}`) })),
      ),
      select(
        'when',
        WHEN.map((value) => ({ value, label: t(`closing.when.${value}`) })),
      ),
      select('form', formOptions(ctx)),
    ],
    reset: isFiltered(filters),
  };
}

const endWords = ({ t, fmt }: PageContext, { state, endsOn, closedOn }: ListedClosing): string =>
  state === 'completed' || state === 'terminated'
    ? t(`closing.endedShort.${state}`, { date: fmt.date(closedOn ?? endsOn) })
    : t('closing.endsShort', { date: fmt.date(endsOn) });

function rowOf(ctx: PageContext, row: ListedClosing) {
  return {
    title: pairTitle(ctx.t, row),
    href: ctx.url(`closing/${row.pairId}`),
    form: ctx.ref('form', row.form),
    end: endWords(ctx, row),
    steps: SHOWN.map((step) => {
      const view = row.steps.find((one) => one.step === step);
      return view
        ? { title: ctx.t(`closing.short.${step}`), ...stepWords(ctx, view, row.reportState) }
        : { title: '', sign: '', kind: '', word: '' };
    }),
  };
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const filters = readFilters(ctx, FILTERS);
  const { programmeId, t } = ctx;
  const answer = await ctx.api.listClosings({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: undefined };
  const bar = filterBar(ctx, query);
  ctx.render('closing/list', {
    lead: t(bar.reset ? 'closing.list.found' : 'closing.list.lead', { n: answer.total }),
    filterBar: bar,
    download: { path: 'closing.xlsx', query },
    columns: SHOWN.map((step) => t(`closing.short.${step}`)),
    rows: answer.rows.map((row) => rowOf(ctx, row)),
    pages: pagination(ctx, 'closing', query, answer),
    links: [
      { path: 'closing/papers', label: t('closing.papers.title') },
      ...(ctx.role === 'coordinator'
        ? [{ path: 'closing/wishes', label: t('closing.wishes.title') }]
        : []),
    ],
  });
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId, t } = ctx;
  const columns: Column<ListedClosing>[] = [
    { title: t('closing.pair'), width: 44, value: (row) => pairTitle(t, row) },
    { title: t('closing.list.form'), width: 24, value: (row) => ctx.ref('form', row.form) },
    { title: t('pairs.state'), width: 16, value: (row) => ctx.ref('pairState', row.state) },
    {
      title: t('closing.list.end'),
      width: 14,
      value: (row) => ({ date: row.closedOn ?? row.endsOn }),
    },
    ...SHOWN.map((step) => ({
      title: t(`closing.short.${step}`),
      width: 20,
      value: (row: ListedClosing) => {
        const view = row.steps.find((one) => one.step === step);
        return view ? stepWords(ctx, view, row.reportState).word : null;
      },
    })),
  ];
  const rows = eachPage(
    (page, pageSize) => ctx.api.listClosings({ programmeId, ...filters, page, pageSize }),
    500,
  );
  await sendXlsx(ctx, t('nav.section.closing'), columns, rows);
}

/** «Завершение»: pairs that end soon or have ended, step by step. */
export function listRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/closing', page(list));
  router.get('/closing.xlsx', page(exportList));
  return router;
}
