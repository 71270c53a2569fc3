import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Enterprise } from '../../../service/api/enterprises.js';
import { AGREEMENT_STATES, type Contract } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Column } from '../../web/xlsx.js';

type List = OutputOf<Contract['listEnterprises']>;

export const ENTERPRISE_FILTERS = {
  search: searchParameter,
  agreement: z.enum(AGREEMENT_STATES).optional(),
  which: z.enum(['archived']).optional(),
  page: pageParameter,
};

/** «№ 12 от 01.09.2026, до 31.08.2027», of what is known. */
export function agreementWords(ctx: PageContext, enterprise: Enterprise): string {
  const { agreementNumber, agreementOn, agreementUntil } = enterprise;
  const { t, fmt } = ctx;
  return [
    agreementNumber && t('enterprises.number', { number: agreementNumber }),
    agreementOn && t('enterprises.from', { date: fmt.date(agreementOn) }),
    agreementUntil && t('enterprises.until', { date: fmt.date(agreementUntil) }),
  ]
    .filter(Boolean)
    .join(' ');
}

const contactWords = (e: Enterprise): string =>
  [e.contactName, e.contactPosition, e.contactPhone, e.contactEmail].filter(Boolean).join(', ');

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  return {
    path: 'enterprises',
    search: { name: 'search', label: t('enterprises.search'), value: filters['search'] },
    selects: [
      {
        name: 'agreement',
        label: t('enterprises.agreement'),
        value: filters['agreement'],
        all: t('list.all'),
        options: AGREEMENT_STATES.map((value) => ({ value, label: ctx.ref('agreement', value) })),
      },
      {
        name: 'which',
        label: t('enterprises.which'),
        value: filters['which'],
        all: t('enterprises.current'),
        options: [{ value: 'archived', label: t('enterprises.archivedOnes') }],
      },
    ],
    reset: isFiltered(filters),
  };
}

/** The partner enterprises as a page shows them. */
export function enterpriseList(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  const bar = filterBar(ctx, filters);
  return {
    lead: t(bar.reset ? 'people.lead.found' : 'enterprises.lead', { n: list.total }),
    filterBar: bar,
    download: { path: 'enterprises.xlsx', query: { ...filters, page: undefined } },
    mayEdit: ctx.role === 'coordinator',
    rows: list.rows.map((enterprise) => ({
      name: enterprise.name,
      href: ctx.url(`enterprises/${enterprise.enterpriseId}`),
      agreement: enterprise.agreement,
      word: ctx.ref('agreement', enterprise.agreement),
      words: agreementWords(ctx, enterprise),
      contact: contactWords(enterprise),
      mentors: enterprise.mentors,
      mentorsHref: ctx.url('mentors', { enterpriseId: enterprise.enterpriseId }),
    })),
    pages: pagination(ctx, 'enterprises', filters, list),
  };
}

export function enterpriseColumns(ctx: PageContext): Column<Enterprise>[] {
  const { t } = ctx;
  return [
    { title: t('enterprises.name'), width: 40, value: ({ name }) => name },
    { title: t('enterprises.agreement'), value: (e) => ctx.ref('agreement', e.agreement) },
    { title: t('enterprises.agreementNumber'), value: (e) => e.agreementNumber },
    { title: t('enterprises.agreementOn'), value: (e) => ({ date: e.agreementOn }) },
    { title: t('enterprises.agreementUntil'), value: (e) => ({ date: e.agreementUntil }) },
    { title: t('enterprises.contactName'), width: 30, value: (e) => e.contactName },
    { title: t('enterprises.contactPosition'), width: 20, value: (e) => e.contactPosition },
    { title: t('enterprises.contactPhone'), width: 20, value: (e) => e.contactPhone },
    { title: t('enterprises.contactEmail'), width: 30, value: (e) => e.contactEmail },
    { title: t('enterprises.mentors'), value: (e) => e.mentors },
    { title: t('enterprises.note'), width: 40, value: (e) => e.note },
  ];
}
