import type { OutputOf } from '../../../service/api/endpoint.js';
import { AGES, CONSENT_GAPS, type Contract } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pagination } from '../../web/list-filters.js';
import { gapWords } from './consent-words.js';

type List = OutputOf<Contract['listConsents']>;
export type ConsentRow = List['rows'][number];

export const CONSENT_STATES = ['complete', 'incomplete'] as const;
const SIDES = ['mentor', 'mentee'] as const;

/** «37 из 40 с согласиями, у 3 не хватает: нет согласия родителя – 2, …». */
function leadOf(ctx: PageContext, { people, complete, byGap }: List['counts']): string {
  const { t, ref } = ctx;
  if (people === 0) return '';
  if (complete === people) return t('consents.lead.all', { n: people });
  const what = CONSENT_GAPS.filter((gap) => (byGap[gap] ?? 0) > 0)
    .map((gap) => t('consents.lead.gap', { gap: ref('consentGap', gap), n: byGap[gap] ?? 0 }))
    .join(', ');
  return t('consents.lead.some', { complete, people, missing: people - complete, what });
}

function filterBar(ctx: PageContext, list: List, filters: Query) {
  const { t, ref, fmt } = ctx;
  const select = (name: string, options: { value: string; label: string }[]) => ({
    name,
    label: t(`consents.filter.${name}`),
    value: filters[name],
    all: t('list.all'),
    options,
  });
  const gaps = CONSENT_GAPS.filter(
    (gap) => (list.counts.byGap[gap] ?? 0) > 0 || filters['gap'] === gap,
  );
  return {
    path: 'consents',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      select(
        'state',
        CONSENT_STATES.map((value) => ({ value, label: t(`consents.state.${value}`) })),
      ),
      select(
        'gap',
        gaps.map((value) => ({
          value,
          label: `${ref('consentGap', value)} (${fmt.number(list.counts.byGap[value] ?? 0)})`,
        })),
      ),
      select(
        'role',
        SIDES.map((value) => ({ value, label: ref('role', value) })),
      ),
      select(
        'age',
        AGES.map((value) => ({ value, label: ref('age', value) })),
      ),
      ...(list.groups.length > 0
        ? [
            select(
              'groupName',
              list.groups.map((value) => ({ value, label: value })),
            ),
          ]
        : []),
    ],
    reset: isFiltered(filters),
  };
}

/** «Наставник, наставляемый»: the roles for which consents are asked. */
export const sideWords = (ctx: PageContext, { roles }: Pick<ConsentRow, 'roles'>): string =>
  SIDES.filter((role) => roles.includes(role))
    .map((role) => ctx.ref('role', role))
    .join(', ');

/** The list «Согласия» as the address asks for it. */
export function consentListModel(ctx: PageContext, list: List, filters: Query) {
  return {
    lead: leadOf(ctx, list.counts),
    empty: list.counts.people === 0,
    filterBar: filterBar(ctx, list, filters),
    download: { path: 'consents.xlsx', query: { ...filters, page: undefined } },
    rows: list.rows.map((row) => ({
      href: ctx.url(`participants/${row.personId}/consents`),
      name: row.name,
      role: sideWords(ctx, row),
      group: row.groupName ?? '',
      age: ctx.ref('age', row.age),
      missing: gapWords(ctx, row.gaps),
    })),
    pages: pagination(ctx, 'consents', filters, list),
  };
}
