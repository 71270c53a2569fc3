import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, SELECTION_GAPS, SELECTION_STATES } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';
import { criteriaWords, lacksWords, outcomeModel } from './selection-words.js';

type List = OutputOf<Contract['listSelection']>;
type Row = List['rows'][number];

export const SELECTION_FILTERS = {
  search: searchParameter,
  selection: z.enum(SELECTION_STATES).optional(),
  lacks: z.enum([...SELECTION_GAPS, 'nothing']).optional(),
  sort: z.enum(['points']).optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  return {
    path: 'selection',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'selection',
        label: t('selection.state'),
        value: filters['selection'],
        all: t('list.all'),
        options: SELECTION_STATES.map((value) => ({
          value,
          label: `${ctx.ref('selection', value)} (${ctx.fmt.number(list.counts[value] ?? 0)})`,
        })),
      },
      {
        name: 'lacks',
        label: t('selection.lacks'),
        value: filters['lacks'],
        all: t('list.all'),
        options: [
          { value: 'nothing', label: t('selection.lacksNothing') },
          ...SELECTION_GAPS.map((value) => ({ value, label: ctx.ref('selectionGap', value) })),
        ],
      },
      {
        name: 'sort',
        label: t('selection.sort'),
        value: filters['sort'],
        all: t('selection.byName'),
        options: [{ value: 'points', label: t('selection.byPoints') }],
      },
    ],
    reset: isFiltered(filters),
  };
}

/** All candidates beside each other, as the page shows them. */
export function selectionList(ctx: PageContext, list: List, filters: Query) {
  const { t, fmt } = ctx;
  const bar = filterBar(ctx, list, filters);
  const of = (state: string) => list.counts[state] ?? 0;
  const mentors = Object.values(list.counts).reduce((sum, n) => sum + n, 0);
  const interviews = ctx.role !== 'head';
  return {
    lead: bar.reset
      ? t('people.lead.found', { n: list.total })
      : t('selection.lead', {
          n: mentors,
          approved: of('approved'),
          admitted: of('admitted'),
          recommended: of('recommended'),
        }),
    filterBar: bar,
    download: { path: 'selection.xlsx', query: { ...filters, page: undefined } },
    mayApprove: ctx.role === 'coordinator',
    mayRead: ctx.role !== 'psychologist',
    rows: list.rows.map((row) => ({
      name: row.name,
      href: ctx.url(`participants/${row.personId}`),
      place: row.place ?? '',
      interview: row.interview
        ? { ...outcomeModel(ctx, row.interview.outcome), date: fmt.date(row.interview.heldOn) }
        : null,
      interviewHref: interviews ? ctx.url(`mentors/${row.personId}/interviews/new`) : null,
      criteria: row.criteria ? criteriaWords(ctx, row.criteria) : '',
      criteriaHref: ctx.url(`mentors/${row.personId}/criteria`),
      lacks: row.lacks.map((gap) => ctx.ref('selectionGap', gap)),
      state: ctx.ref('selection', row.selection),
      approved: row.selection === 'approved',
    })),
    pages: pagination(ctx, 'selection', filters, list),
  };
}

export function selectionColumns(ctx: PageContext): Column<Row>[] {
  const { t } = ctx;
  return [
    { title: t('people.name'), width: 40, value: ({ name }) => name },
    { title: t('mentors.place'), width: 30, value: ({ place }) => place },
    { title: t('selection.state'), width: 22, value: (row) => ctx.ref('selection', row.selection) },
    {
      title: t('selection.interview'),
      width: 24,
      value: ({ interview }) => interview && ctx.ref('interviewOutcome', interview.outcome),
    },
    {
      title: t('interview.heldOn'),
      value: ({ interview }) => ({ date: interview?.heldOn ?? null }),
    },
    { title: t('criteria.percent'), value: ({ criteria }) => criteria?.percent ?? null },
    {
      title: t('criteria.level'),
      value: ({ criteria }) => criteria && ctx.ref('criteriaLevel', criteria.level),
    },
    { title: t('criteria.sheets'), value: ({ criteria }) => criteria?.sheets ?? 0 },
    { title: t('selection.lacks'), width: 40, value: ({ lacks }) => lacksWords(ctx, lacks) },
  ];
}
