import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, ThirdPartyGiver } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import { linkLine } from './sheet-words.js';

type List = OutputOf<Contract['listThirdParty']>;
type Links = OutputOf<Contract['listThirdPartyLinks']>['links'];

const STATES = ['missing', 'given', 'none', 'no_consent'] as const;

export const THIRD_PARTY_FILTERS = {
  search: searchParameter,
  groupName: z.string().max(100).optional(),
  state: z.enum(STATES).optional(),
  page: pageParameter,
};

const giverWords = (ctx: PageContext, givers: readonly ThirdPartyGiver[]): string =>
  givers.map((giver) => ctx.ref('thirdPartyGiver', giver)).join(', ');

function filterBar(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  return {
    path: 'third-party',
    search: { name: 'search', label: t('list.search'), value: filters['search'] },
    selects: [
      {
        name: 'groupName',
        label: t('people.group'),
        value: filters['groupName'],
        all: t('list.all'),
        options: list.groups.map((value) => ({ value, label: value })),
      },
      {
        name: 'state',
        label: t('thirdParty.state'),
        value: filters['state'],
        all: t('list.all'),
        options: STATES.map((value) => ({ value, label: t(`thirdParty.state.${value}`) })),
      },
    ],
    reset: isFiltered(filters),
  };
}

const linkModel = (ctx: PageContext, link: Links[number]) => ({
  title: ctx.t('thirdParty.groupLink', { group: link.groupName ?? '' }),
  told: ctx.t('thirdParty.toldOf', { n: link.given, of: link.asked }),
  state: ctx.t(`links.state.${link.state}`),
  ends: link.state === 'open' ? ctx.t('links.until', { date: ctx.fmt.date(link.expiresAt) }) : '',
  // The group is in the heading already.
  note: linkLine(ctx, { ...link, groupName: null }),
  revoke: link.state === 'open' ? `third-party/links/${link.linkId}/revoke` : null,
});

/** The mentees with who told of them and who is waited for; below, the links of whole groups. */
export function thirdPartyList(ctx: PageContext, list: List, links: Links, filters: Query) {
  const { t } = ctx;
  const { mentees, given, missing } = list.counts;
  return {
    lead: t('thirdParty.lead', { mentees, given, missing }),
    filterBar: filterBar(ctx, list, filters),
    mayAsk: ctx.role === 'coordinator',
    rows: list.rows.map((row) => ({
      name: row.name,
      href: ctx.url(`participants/${row.personId}/third-party`),
      group: row.groupName ?? '',
      given: giverWords(ctx, row.given),
      asked: giverWords(ctx, row.asked),
      noConsent: !row.consent,
    })),
    links: links.map((link) => linkModel(ctx, link)),
    pages: pagination(ctx, 'third-party', filters, list),
  };
}
