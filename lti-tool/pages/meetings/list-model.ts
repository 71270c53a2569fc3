import type { z } from 'zod';
import { z as zod } from 'zod';
import { id, isoDate } from '../../../service/api/common.js';
import {
  CONFIRMATIONS,
  FORMS,
  MEETING_FORMATS,
  MEETING_KINDS,
  STAFF_ROLES,
  TOPICS,
} from '../../../service/api/index.js';
import { MEETING_STATES } from '../../../service/api/meeting-filters.js';
import type { MeetingRow } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';
import { pageParameter, searchParameter } from '../../web/list-filters.js';
import { formOptions } from '../pairs/options.js';
import { storedTitle } from '../pairs/pair-words.js';
import { type ConfirmationWords, confirmationWords } from './meeting-words.js';
import { withdrawnState } from './withdrawn-words.js';

/** The filters of the log as they stand in the address; the names are the contract's. */
export const listFilters = {
  search: searchParameter,
  pairId: id.optional(),
  personId: id.optional(),
  form: zod.enum(FORMS).optional(),
  kind: zod.enum(MEETING_KINDS).optional(),
  topic: zod.enum(TOPICS).optional(),
  format: zod.enum(MEETING_FORMATS).optional(),
  confirmation: zod.enum(CONFIRMATIONS).optional(),
  state: zod.enum(MEETING_STATES).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
  sort: zod.enum(['-heldOn', 'heldOn']).default('-heldOn'),
  page: pageParameter,
};
export type ListFilters = z.output<z.ZodObject<typeof listFilters>>;

/** Whether the reader sees other people's pairs. */
export const isStaff = (ctx: PageContext): boolean =>
  (STAFF_ROLES as readonly string[]).includes(ctx.role);

/** A row of the table, every text ready. */
export interface ListRow {
  href: string;
  date: string;
  pair: string;
  pairHref: string;
  kind: string;
  facts: string;
  topic: string;
  done: string;
  state: ConfirmationWords;
}

/** The filters without paging and default sorting, for links that keep them. */
export function queryOf(filters: ListFilters): Record<string, string | undefined> {
  const { page: _page, sort, ...rest } = filters;
  return { ...rest, sort: sort === '-heldOn' ? undefined : sort };
}

/** Whether anything narrows the list. */
export const isNarrowed = (filters: ListFilters): boolean =>
  Object.entries(queryOf(filters)).some(([name, value]) => name !== 'sort' && value !== undefined);

/** Says each row once, before the template: it only prints. */
export function listRows(ctx: PageContext, rows: readonly MeetingRow[]): ListRow[] {
  const { t, ref, fmt } = ctx;
  const base = ctx.url('meetings/');
  const pairBase = ctx.url(isStaff(ctx) ? 'pairs/' : 'my/pairs/');
  return rows.map((row) => ({
    href: base + row.meetingId,
    date: fmt.date(row.heldOn),
    pair: storedTitle(t, row.pairTitle),
    pairHref: pairBase + row.pairId,
    kind: ref('meetingKind', row.kind),
    facts: [
      fmt.minutes(row.minutes),
      ref('meetingFormat', row.format),
      row.invited > 1 ? t('meetings.came', { came: row.came, invited: row.invited }) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    topic: ref('topic', row.topic),
    done: row.done,
    state: row.withdrawn ? withdrawnState(t) : confirmationWords(t, row),
  }));
}

type SelectName = 'form' | 'kind' | 'topic' | 'format' | 'confirmation';
const SELECTS: Readonly<Record<SelectName, readonly [list: string, codes: readonly string[]]>> = {
  form: ['form', FORMS],
  kind: ['meetingKind', MEETING_KINDS],
  confirmation: ['confirmation', CONFIRMATIONS],
  topic: ['topic', TOPICS],
  format: ['meetingFormat', MEETING_FORMATS],
};

/** What `meetings/filters.ejs` shows. */
export interface FilterModel {
  search: string;
  /** The filters that are wanted often, and those behind «more». */
  first: SelectField[];
  more: SelectField[];
  dates: { name: string; label: string; value: string }[];
  /** One of those behind «more» is set: they stand open. */
  open: boolean;
  /** Filters without a field of their own, which came by a link. */
  hidden: { name: string; value: string }[];
  reset: boolean;
  /** Why these dates find nothing; '' where they are in order. */
  problem: string;
}

interface SelectField {
  name: string;
  label: string;
  value: string;
  /** What the empty option is called. */
  all: string;
  options: { value: string; label: string }[];
}

/** Records that stand, or those that were withdrawn. */
const stateSelect = (ctx: PageContext, filters: ListFilters): SelectField => ({
  name: 'state',
  label: ctx.t('meetings.filter.state'),
  value: filters.state ?? '',
  all: ctx.t('meetings.filter.standing'),
  options: MEETING_STATES.map((value) => ({ value, label: ctx.t(`meetings.filter.${value}`) })),
});

const periodProblem = (ctx: PageContext, { from, to }: ListFilters): string =>
  from && to && to < from ? ctx.t('meetings.filter.reversed') : '';

/** The filters of the log as fields. */
export function filterModel(ctx: PageContext, filters: ListFilters): FilterModel {
  const { t } = ctx;
  const select = (name: SelectName): SelectField => {
    const [list, codes] = SELECTS[name];
    const options =
      name === 'form'
        ? formOptions(ctx, filters.form)
        : codes.map((value) => ({ value, label: ctx.ref(list, value) }));
    return {
      name,
      label: t(`meetings.filter.${name}`),
      value: filters[name] ?? '',
      all: t('list.all'),
      options,
    };
  };
  const hidden = (['pairId', 'personId', 'sort'] as const)
    .map((name) => ({ name, value: queryOf(filters)[name] ?? '' }))
    .filter((field) => field.value !== '');
  return {
    search: filters.search ?? '',
    first: [...(isStaff(ctx) ? [select('form')] : []), select('kind'), select('confirmation')],
    more: [select('topic'), select('format'), stateSelect(ctx, filters)],
    dates: (['from', 'to'] as const).map((name) => ({
      name,
      label: t(`meetings.filter.${name}`),
      value: filters[name] ?? '',
    })),
    open: [filters.topic, filters.format, filters.state, filters.from, filters.to].some(Boolean),
    hidden,
    reset: isNarrowed(filters) || filters.sort !== '-heldOn',
    problem: periodProblem(ctx, filters),
  };
}

/** The heading of the date column: a link that turns the order round. */
export function sortLink(ctx: PageContext, filters: ListFilters) {
  const newest = filters.sort === '-heldOn';
  const sort = newest ? 'heldOn' : null;
  return {
    href: ctx.url('meetings', { ...queryOf(filters), sort }),
    mark: newest ? '↓' : '↑',
    order: newest ? 'descending' : 'ascending',
    words: ctx.t(`meetings.sort.${filters.sort}`),
  };
}
