import { z } from 'zod';
import { isoDate } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS } from '../../../service/api/index.js';
import {
  REGISTER_COLUMNS,
  REGISTERS,
  type Register,
  type RegisterRow,
  registerCells,
} from '../../../service/api/registers.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import type { Cell, Column } from '../../web/xlsx.js';

type List = OutputOf<Contract['listRegister']>;

export const REGISTER_FILTERS = {
  register: z.enum(REGISTERS).default('mentees'),
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
  group: z.enum(['rows']).optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, { register, ...filters }: Query) {
  const { t } = ctx;
  return {
    path: `registers?register=${register}`,
    search: { name: 'search', label: t('registers.search'), value: filters['search'] },
    selects: [
      {
        name: 'form',
        label: t('registers.form'),
        value: filters['form'],
        all: t('list.all'),
        options: FORMS.map((value) => ({ value, label: ctx.ref('form', value) })),
      },
      {
        name: 'group',
        label: t('registers.group'),
        value: filters['group'],
        all: t('registers.group.cell'),
        options: [{ value: 'rows', label: t('registers.group.rows') }],
      },
    ],
    dates: [
      { name: 'from', label: t('registers.from'), value: filters['from'] },
      { name: 'to', label: t('registers.to'), value: filters['to'] },
    ],
    hidden: [{ name: 'register', value: register }],
    reset: isFiltered({ ...filters, group: undefined }),
  };
}

/** Who is left out for want of a consent, with where to see them. */
function leftOutOf(ctx: PageContext, { leftOut }: List) {
  if (leftOut.people === 0) return null;
  return {
    words: ctx.t('registers.leftOut', { n: leftOut.people }),
    gaps: leftOut.byGap.map(({ gap, people }) => ({
      words: `${ctx.ref('consentGap', gap)}: ${people}`,
      href: ctx.url('participants', { gap }),
    })),
  };
}

/** A cell as the preview shows it; long words are cut by the style, not here. */
function shownCell(ctx: PageContext, row: RegisterRow, register: Register, index: number) {
  const column = REGISTER_COLUMNS[register][index];
  const value = registerCells(register, row)[index] ?? '';
  const text = column?.kind === 'date' ? ctx.fmt.date(String(value) || null) : String(value);
  const href =
    column?.field === 'name'
      ? ctx.url(`participants/${row.personId}`)
      : column?.kind === 'link' && /^https?:\/\//i.test(text)
        ? text
        : null;
  return { text, href, outside: column?.kind === 'link', title: column?.title ?? '' };
}

/** A register as its page shows it. */
export function registerList(ctx: PageContext, list: List, filters: Query) {
  const { t } = ctx;
  const register = filters['register'] as Register;
  const bar = filterBar(ctx, filters);
  const query = { ...filters, page: undefined };
  return {
    register,
    tabs: REGISTERS.map((value) => ({
      label: t(`registers.tab.${value}`),
      href: ctx.url('registers', { ...query, register: value }),
      current: value === register,
    })),
    lead: t('registers.lead', { n: list.total }),
    filterBar: bar,
    download: { path: 'registers.xlsx', query },
    mayImport: ctx.role === 'coordinator',
    leftOut: leftOutOf(ctx, list),
    withoutContacts:
      list.withoutContacts > 0 ? t('registers.withoutContacts', { n: list.withoutContacts }) : '',
    columns: REGISTER_COLUMNS[register].map(({ title, field }) => ({ title, field })),
    rows: list.rows.map((row) =>
      REGISTER_COLUMNS[register].map((_, index) => shownCell(ctx, row, register, index)),
    ),
    pages: pagination(ctx, 'registers', filters, list),
  };
}

/** The official columns as a file has them. */
export function registerFileColumns(register: Register): Column<RegisterRow>[] {
  return REGISTER_COLUMNS[register].map(({ title, width, kind }, index) => ({
    title,
    width,
    value: (row): Cell => {
      const value = registerCells(register, row)[index] ?? null;
      return kind === 'date' ? { date: value === null ? null : String(value) } : value;
    },
  }));
}
