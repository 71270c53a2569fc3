import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS } from '../../../service/api/index.js';
import type { MatchRun, MatchSuggestion } from '../../../service/api/match-runs.js';
import type { PageContext, Query } from '../../web/context.js';
import { pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';
import { againstWords, loosenWords, reasonsLine } from './match-words.js';
import { runPath } from './run-model.js';

type List = OutputOf<Contract['listMatchSuggestions']>;

export const SHOWN = ['all', 'matched', 'unmatched', 'locked', 'by_hand', 'refused'] as const;
export const SORTS = ['name', '-score', 'score', 'mentor'] as const;

/** What narrows and orders the suggestions; it stays in the address. */
export const LIST_FILTERS = {
  form: z.enum(FORMS).optional(),
  search: searchParameter,
  show: z.enum(SHOWN).default('all'),
  sort: z.enum(SORTS).default('name'),
  page: pageParameter,
};
export type ListFilters = z.output<z.ZodObject<typeof LIST_FILTERS>>;

/** The filters as an address says them: what is usual stays out. */
export const listQuery = ({ form, search, show, sort }: ListFilters): Query => ({
  form,
  search,
  show: show === 'all' ? undefined : show,
  sort: sort === 'name' ? undefined : sort,
});

function filterBar(ctx: PageContext, path: string, filters: ListFilters, run: MatchRun) {
  const { t } = ctx;
  const query = listQuery(filters);
  return {
    path,
    search: { name: 'search', label: t('matching.search'), value: filters.search },
    selects: [
      {
        name: 'show',
        label: t('matching.show'),
        value: filters.show,
        all: null,
        options: SHOWN.map((value) => ({ value, label: t(`matching.show.${value}`) })),
      },
      {
        name: 'sort',
        label: t('list.sort'),
        value: filters.sort,
        all: null,
        options: SORTS.map((value) => ({ value, label: t(`matching.sort.${value}`) })),
      },
    ],
    hidden: filters.form === undefined ? [] : [{ name: 'form', value: filters.form }],
    reset: filters.search !== undefined || filters.show !== 'all',
    download: { path: runPath(run.runId, 'list.xlsx'), query: { ...query, form: undefined } },
  };
}

/** Where a pair comes from, in words; '' where the solver made it, which is said once above. */
const originWords = (ctx: PageContext, row: MatchSuggestion): string => {
  if (row.origin === null || row.origin === 'solver') return '';
  const word = ctx.ref('matchOrigin', row.origin);
  return row.directive ? `${word}: ${row.directive}` : word;
};

/** One suggestion as rows and cards show it. */
export function suggestionModel(ctx: PageContext, run: MatchRun, row: MatchSuggestion) {
  const { fmt } = ctx;
  return {
    id: row.mentee.personId,
    name: row.mentee.name,
    group: row.groupName ?? '',
    mentors: fmt.list(row.mentors.map(({ name }) => name)),
    score: row.score === null ? null : Math.round(row.score),
    scoreWords: row.score === null ? '' : fmt.number(Math.round(row.score)),
    reasons: reasonsLine(ctx, row.reasons),
    why: row.unitId === null && run.now !== null ? loosenWords(ctx, row) : '',
    against: againstWords(ctx, row),
    locked: row.locked,
    origin: originWords(ctx, row),
    unitId: row.unitId,
  };
}

/** The table of suggestions. @param path the page whose filters these are */
export function suggestionList(
  ctx: PageContext,
  run: MatchRun,
  list: List,
  filters: ListFilters,
  path: string,
) {
  const query = listQuery(filters);
  return {
    filterBar: filterBar(ctx, path, filters, run),
    rows: list.rows.map((row) => ({
      ...suggestionModel(ctx, run, row),
      href: ctx.url(runPath(run.runId, `mentees/${row.mentee.personId}`), {
        ...query,
        form: undefined,
        page: filters.page === 1 ? undefined : filters.page,
      }),
    })),
    pages: pagination(ctx, path, query, list),
  };
}

/**
 * The annex of the order, which everybody may read: who is with whom, and nothing of why. Reasons tell of
 * ballots, directive assignments of people's affairs.
 */
export function annexColumns(ctx: PageContext): Column<MatchSuggestion>[] {
  const { t } = ctx;
  let number = 0;
  return [
    {
      title: t('matching.annex.number'),
      width: 8,
      value: () => {
        number += 1;
        return number;
      },
    },
    { title: t('matching.mentor'), width: 44, value: mentorNames },
    { title: t('matching.mentee'), width: 44, value: (row) => row.mentee.name },
    { title: t('people.group'), width: 14, value: (row) => row.groupName },
  ];
}

const mentorNames = (row: MatchSuggestion): string =>
  row.mentors.map(({ name }) => name).join('; ');

/** The coordinator's working list as a file: with reasons, so not for others' eyes. */
export function suggestionColumns(ctx: PageContext): Column<MatchSuggestion>[] {
  const { t } = ctx;
  return [
    { title: t('matching.mentee'), width: 36, value: (row) => row.mentee.name },
    { title: t('people.group'), width: 14, value: (row) => row.groupName },
    { title: t('matching.mentor'), width: 36, value: mentorNames },
    { title: t('matching.score'), width: 10, value: (row) => row.score },
    { title: t('matching.why'), width: 60, value: (row) => reasonsLine(ctx, row.reasons) },
    {
      title: t('matching.locked'),
      width: 14,
      value: (row) => (row.locked ? t('word.yes') : t('word.no')),
    },
    {
      title: t('matching.origin'),
      width: 18,
      value: (row) => (row.origin === null ? '' : ctx.ref('matchOrigin', row.origin)),
    },
    { title: t('matching.directive'), width: 36, value: (row) => row.directive },
    {
      title: t('matching.whyNobody'),
      width: 50,
      value: (row) => (row.unitId === null ? loosenWords(ctx, row) : againstWords(ctx, row)),
    },
  ];
}
