import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS, WAITING_REASONS } from '../../../service/api/index.js';
import { SUPPORTERS, type WaitingMentee } from '../../../service/api/support-log.js';
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
import { latestWords, nextWords, reasonWords } from './support-words.js';

type List = OutputOf<Contract['listWaitingMentees']>;

const SUPPORT = ['none', 'some', 'due'] as const;
const SORTS = ['-days', 'days', 'name', '-name', 'group', 'next'] as const;
type Sort = (typeof SORTS)[number];
const FILTERS = {
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  groupName: z.string().max(100).optional(),
  reason: z.enum(WAITING_REASONS).optional(),
  support: z.enum(SUPPORT).optional(),
  sort: z.enum(SORTS).optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, { groups }: List, filters: Query) {
  const { t } = ctx;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label: t(label),
    value: filters[name],
    all: t('list.all'),
    options,
  });
  return {
    path: 'waiting-list',
    search: { name: 'search', label: t('list.search'), value: filters['search'] },
    selects: [
      select(
        'support',
        'waiting.support',
        SUPPORT.map((value) => ({ value, label: t(`waiting.support.${value}`) })),
      ),
      select(
        'reason',
        'waiting.reason',
        WAITING_REASONS.map((value) => ({ value, label: ctx.ref('waitingReason', value) })),
      ),
      select(
        'groupName',
        'people.group',
        groups.map((value) => ({ value, label: value })),
      ),
      select('form', 'waiting.form', formOptions(ctx)),
    ],
    hidden: filters['sort'] ? [{ name: 'sort', value: filters['sort'] }] : [],
    reset: isFiltered(filters),
  };
}

/** A head of the table by which the list can be ordered; pressed again, the other way round. */
function sortHead(ctx: PageContext, filters: Query, label: string, sorts: readonly Sort[]) {
  const current = (filters['sort'] ?? '-days') as Sort;
  const at = sorts.indexOf(current);
  const next = sorts[(at + 1) % sorts.length];
  const sort = next === '-days' ? undefined : next;
  return {
    label: ctx.t(label),
    href: ctx.url('waiting-list', { ...filters, page: undefined, sort }),
    sorted: at < 0 ? null : current.startsWith('-') ? 'descending' : 'ascending',
  };
}

const rowOf = (ctx: PageContext, row: WaitingMentee) => ({
  name: row.name,
  href: ctx.url(`participants/${row.personId}/support`),
  group: row.groupName ?? '',
  forms: row.forms.map((form) => ctx.ref('form', form)).join(', '),
  since: ctx.fmt.date(row.since),
  days: ctx.t('waiting.days', { n: row.days }),
  reason: reasonWords(ctx, row),
  latest: latestWords(ctx, row),
  next: nextWords(ctx, row.latest),
});

/** «Ждут 12 наставляемых, дольше всех – 40 дней; без записей – 3». */
function leadOf({ t }: PageContext, { counts, total }: List, filtered: boolean): string {
  if (filtered) return t('waiting.found', { n: total });
  const { people, longest, withoutEntry, due } = counts;
  if (people === 0) return t('waiting.nobody');
  const words = [t('waiting.lead', { n: people, days: longest })];
  if (withoutEntry > 0) words.push(t('waiting.lead.without', { n: withoutEntry }));
  if (due > 0) words.push(t('waiting.lead.due', { n: due }));
  return words.join(' ');
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { sort, ...filters } = readFilters(ctx, FILTERS);
  const found = await ctx.api.listWaitingMentees({
    programmeId: ctx.programmeId,
    ...filters,
    sort: sort ?? '-days',
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, sort, page: filters.page === 1 ? undefined : filters.page };
  const bar = filterBar(ctx, found, query);
  ctx.render('waiting-list/list', {
    lead: leadOf(ctx, found, bar.reset),
    filterBar: bar,
    download: { path: 'waiting-list.xlsx', query: { ...query, page: undefined } },
    heads: [
      sortHead(ctx, query, 'people.name', ['name', '-name']),
      sortHead(ctx, query, 'people.group', ['group']),
      sortHead(ctx, query, 'waiting.since', ['-days', 'days']),
      { label: ctx.t('waiting.latest'), href: null, sorted: null },
      sortHead(ctx, query, 'waiting.next', ['next']),
    ],
    rows: found.rows.map((row) => rowOf(ctx, row)),
    pages: pagination(ctx, 'waiting-list', query, found),
  });
}

function columns(ctx: PageContext): Column<WaitingMentee>[] {
  const { t } = ctx;
  return [
    { title: t('people.name'), width: 40, value: (row) => row.name },
    { title: t('people.group'), value: (row) => row.groupName },
    { title: t('waiting.reason'), width: 30, value: (row) => reasonWords(ctx, row) },
    { title: t('waiting.since'), value: (row) => ({ date: row.since }) },
    { title: t('waiting.daysColumn'), value: (row) => row.days },
    { title: t('waiting.entries'), value: (row) => row.entries },
    { title: t('waiting.latest'), value: (row) => ({ date: row.latest?.heldOn ?? null }) },
    { title: t('waiting.next'), width: 40, value: (row) => row.latest?.nextStep ?? null },
    { title: t('support.nextOn'), value: (row) => ({ date: row.latest?.nextOn ?? null }) },
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { page: _page, sort, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listWaitingMentees({
      programmeId,
      ...filters,
      sort: sort ?? '-days',
      page,
      pageSize,
    }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.waiting-list'), columns(ctx), rows);
}

/** The waiting list. */
export function listRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/waiting-list', page(list));
  router.get('/waiting-list.xlsx', page(exportList));
  return router;
}
