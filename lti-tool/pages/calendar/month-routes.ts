import { Router } from 'express';
import type { CalendarDuty, CalendarItem } from '../../../service/api/calendar.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import { LIST_PAGE_SIZE, pagination, readFilters } from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { isStaff } from '../meetings/list-model.js';
import { storedTitle } from '../pairs/pair-words.js';
import {
  daysOfMonth,
  longDay,
  monthLater,
  monthName,
  shortDay,
  weekdays,
  weeksOf,
} from './day-words.js';
import {
  addressOf,
  CALENDAR_FILTERS,
  type CalendarAddress,
  filterBar,
  isNarrowed,
  listInput,
  monthOf,
} from './filters.js';
import { plannedState } from './planned-words.js';

type Month = OutputOf<Contract['getCalendar']>;

const hrefOf = (ctx: PageContext, { source, id }: CalendarItem): string =>
  ctx.url(source === 'plan' ? `calendar/${id}` : `meetings/${id}`);

/** Where a duty has a page for who looks; '' where it has none. */
function dutyHref(ctx: PageContext, { what, id }: CalendarDuty): string {
  if (ctx.role === 'mentee') return ctx.url('my');
  if (ctx.role === 'mentor') return ctx.url(what === 'group_meeting' ? 'my' : 'my-school');
  return ctx.url(what === 'group_meeting' ? `group-meetings/${id}` : `school/sessions/${id}`);
}

/** What the bar above a calendar shows: the month, those beside it, and the two ways to look. */
function toolbar(ctx: PageContext, address: CalendarAddress) {
  const month = monthOf(ctx, address);
  const link = (change: Parameters<typeof addressOf>[2]) =>
    ctx.url('calendar', addressOf(ctx, address, change));
  const view = address.view ?? (address.day ? 'list' : 'month');
  const thisMonth = ctx.fmt.today.slice(0, 7);
  return {
    name: monthName(ctx.locale, month),
    earlier: {
      href: link({ month: monthLater(month, -1) }),
      name: monthName(ctx.locale, monthLater(month, -1)),
    },
    later: {
      href: link({ month: monthLater(month, 1) }),
      name: monthName(ctx.locale, monthLater(month, 1)),
    },
    today: month === thisMonth && !address.day ? null : link({ month: thisMonth }),
    views: (['month', 'list'] as const).map((one) => ({
      label: ctx.t(`calendar.view.${one}`),
      href: link({ view: one === 'month' ? undefined : one }),
      current: one === view,
    })),
  };
}

/**
 * A pair as a narrow cell names it: by family names; to a mentor or mentee the other side alone. The page of
 * the meeting and the list have the whole title.
 */
function inCell(ctx: PageContext, pairTitle: string): string {
  const title = storedTitle(ctx.t, pairTitle);
  const [mentors = '', mentees = ''] = title.split(' — ');
  const own = ctx.role === 'mentor' ? mentees : ctx.role === 'mentee' ? mentors : '';
  return (own || title).replace(/[ \u00a0]\p{Lu}\.(?:[ \u00a0]?\p{Lu}\.)?/gu, '');
}

function itemOf(ctx: PageContext, item: CalendarItem) {
  const state = plannedState(ctx, item.state);
  return {
    href: hrefOf(ctx, item),
    time: item.startsAt ?? '',
    title: storedTitle(ctx.t, item.pairTitle),
    short: inCell(ctx, item.pairTitle),
    about: [ctx.ref('meetingKind', item.kind), state.word].join(', '),
    ...state,
  };
}

function dayModels(ctx: PageContext, address: CalendarAddress, month: Month) {
  const shown = monthOf(ctx, address);
  const byDay = new Map(month.days.map((day) => [day.date, day]));
  return weeksOf(shown).map((date) => {
    const day = byDay.get(date);
    const duties = month.duties.filter((one) => one.onDate === date);
    const items = (day?.items ?? []).map((item) => itemOf(ctx, item));
    const more = (day?.total ?? 0) - items.length;
    return {
      date,
      number: String(Number(date.slice(8))),
      words: longDay(ctx.locale, date),
      short: shortDay(ctx.locale, date),
      isToday: date === ctx.fmt.today,
      isOut: !date.startsWith(shown),
      isEmpty: items.length + duties.length === 0,
      items,
      duties: duties.map((one) => ({
        title: one.title,
        time: one.startsAt ?? '',
        word: ctx.t(`calendar.duty.${one.what}`),
        href: dutyHref(ctx, one),
      })),
      more:
        more > 0
          ? {
              n: more,
              href: ctx.url(
                'calendar',
                addressOf(ctx, address, { view: 'list', day: date, month: undefined }),
              ),
            }
          : null,
    };
  });
}

/** The button of a page: a mentor or mentee proposes a meeting; staff do so from the page of a pair. */
const actionOf = (ctx: PageContext) =>
  ctx.role === 'mentor' || ctx.role === 'mentee'
    ? { path: 'calendar/new', label: ctx.t('planned.propose'), icon: 'plus-lg' }
    : undefined;

function common(ctx: PageContext, address: CalendarAddress, n: number) {
  const { page: _page, ...query } = address;
  return {
    lead: ctx.t(isNarrowed(address) ? 'calendar.found' : 'calendar.lead', { n }),
    action: actionOf(ctx),
    download: { path: 'calendar.xlsx', query },
    bar: toolbar(ctx, address),
    filterBar: filterBar(ctx, address),
    feed: ctx.role === 'mentor' || ctx.role === 'mentee',
    narrowed: isNarrowed(address),
    emptyKey: isStaff(ctx) ? 'staff' : ctx.role,
  };
}

async function showMonth(ctx: PageContext, address: CalendarAddress): Promise<void> {
  const { form, state, pairId, search } = address;
  const days = weeksOf(monthOf(ctx, address));
  const month = await ctx.api.getCalendar({
    programmeId: ctx.programmeId,
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    form,
    state,
    pairId,
    search,
  });
  const inMonth = daysOfMonth(monthOf(ctx, address));
  const n = month.days
    .filter((day) => day.date >= inMonth.from && day.date <= inMonth.to)
    .reduce((sum, day) => sum + day.total, 0);
  const models = dayModels(ctx, address, month);
  ctx.renderKept('calendar/month', {
    ...common(ctx, address, n),
    weekdays: weekdays(ctx.locale),
    days: models,
    isEmpty: models.every((day) => day.isEmpty),
  });
}

async function showList(ctx: PageContext, address: CalendarAddress): Promise<void> {
  const list = await ctx.api.listCalendar({
    ...listInput(ctx, address),
    page: address.page,
    pageSize: LIST_PAGE_SIZE,
  });
  const { page: _page, ...query } = address;
  ctx.renderKept('calendar/list', {
    ...common(ctx, address, list.total),
    day: address.day ? longDay(ctx.locale, address.day) : '',
    rows: list.rows.map((item) => ({
      ...itemOf(ctx, item),
      date: ctx.fmt.date(item.onDate),
      weekday: shortDay(ctx.locale, item.onDate).split(',')[0],
      kind: ctx.ref('meetingKind', item.kind),
      facts: [ctx.fmt.minutes(item.minutes), ctx.ref('meetingFormat', item.format), item.place]
        .filter(Boolean)
        .join(' · '),
    })),
    pages: pagination(ctx, 'calendar', query, list),
  });
}

function show(ctx: PageContext): Promise<void> {
  const address = readFilters(ctx, CALENDAR_FILTERS);
  const asList =
    address.view === 'list' || (address.view === undefined && address.day !== undefined);
  return asList ? showList(ctx, address) : showMonth(ctx, address);
}

function columns(ctx: PageContext): Column<CalendarItem>[] {
  const { t } = ctx;
  return [
    { title: t('planned.onDate'), value: (one) => ({ date: one.onDate }) },
    { title: t('planned.startsAt'), value: (one) => one.startsAt },
    { title: t('calendar.column.pair'), width: 40, value: (one) => storedTitle(t, one.pairTitle) },
    { title: t('planned.kind'), width: 24, value: (one) => ctx.ref('meetingKind', one.kind) },
    { title: t('planned.minutes'), value: (one) => one.minutes },
    { title: t('planned.format'), value: (one) => ctx.ref('meetingFormat', one.format) },
    { title: t('planned.place'), width: 30, value: (one) => one.place },
    { title: t('calendar.state'), value: (one) => ctx.ref('plannedState', one.state) },
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  const address = readFilters(ctx, CALENDAR_FILTERS);
  const rows = eachPage((page, pageSize) =>
    ctx.api.listCalendar({ ...listInput(ctx, address), page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.calendar'), columns(ctx), rows);
}

/** The calendar: a month, a list, a file. */
export function monthRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/calendar', page(show));
  router.get('/calendar.xlsx', page(exportList));
  return router;
}
