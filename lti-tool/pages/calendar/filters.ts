import { z } from 'zod';
import { id, isoDate } from '../../../service/api/common.js';
import { FORMS, PLANNED_STATES } from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import { isFiltered, pageParameter, searchParameter } from '../../web/list-filters.js';
import { isStaff } from '../meetings/list-model.js';
import { formOptions } from '../pairs/options.js';
import { daysOfMonth } from './day-words.js';

/** The address of the calendar; the names of the filters are the contract's. */
export const CALENDAR_FILTERS = {
  month: z
    .string()
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/)
    .optional(),
  view: z.enum(['month', 'list']).optional(),
  /** One day of the list. */
  day: isoDate.optional(),
  form: z.enum(FORMS).optional(),
  state: z.enum(['open', ...PLANNED_STATES]).optional(),
  pairId: id.optional(),
  search: searchParameter,
  page: pageParameter,
};
export type CalendarAddress = z.output<z.ZodObject<typeof CALENDAR_FILTERS>>;

/** The month that an address names; by default this one. */
export const monthOf = (ctx: Pick<PageContext, 'fmt'>, { month, day }: CalendarAddress): string =>
  month ?? day?.slice(0, 7) ?? ctx.fmt.today.slice(0, 7);

/** What is asked of the service for a list: its month, or one day. */
export function listInput(ctx: PageContext, address: CalendarAddress) {
  const { day, form, state, pairId, search } = address;
  const days = day ? { from: day, to: day } : daysOfMonth(monthOf(ctx, address));
  return { programmeId: ctx.programmeId, ...days, form, state, pairId, search };
}

/** The address of another month, view or page of the same calendar. */
export function addressOf(ctx: PageContext, address: CalendarAddress, change: Query = {}): Query {
  const { page: _page, day: _day, ...kept } = address;
  const query = { ...kept, month: monthOf(ctx, address), ...change };
  const now = ctx.fmt.today.slice(0, 7);
  return { ...query, month: query.month === now ? undefined : query.month };
}

/** What narrows the calendar, without what part of it is shown. */
const narrowing = ({ form, state, pairId, search }: CalendarAddress): Query => ({
  form,
  state,
  pairId,
  search,
});
export const isNarrowed = (address: CalendarAddress): boolean => isFiltered(narrowing(address));

/** The model of `layout/filter-bar`. */
export function filterBar(ctx: PageContext, address: CalendarAddress) {
  const { t } = ctx;
  const { month, view, day, pairId } = address;
  const hidden = Object.entries({ month, view, day, pairId }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  const states = ['open', ...PLANNED_STATES].map((value) => ({
    value,
    label: value === 'open' ? t('calendar.state.open') : ctx.ref('plannedState', value),
  }));
  return {
    path: 'calendar',
    search: { name: 'search', label: t('calendar.search'), value: address.search },
    selects: [
      ...(isStaff(ctx)
        ? [
            {
              name: 'form',
              label: t('calendar.form'),
              value: address.form,
              all: t('list.all'),
              options: formOptions(ctx, address.form),
            },
          ]
        : []),
      {
        name: 'state',
        label: t('calendar.state'),
        value: address.state,
        all: t('calendar.state.all'),
        options: states,
      },
    ],
    hidden,
    reset: isNarrowed(address),
  };
}
