import type { MeetingRow } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';
import type { Locale } from '../../web/i18n.js';
import { storedTitle } from '../pairs/pair-words.js';
import { type ConfirmationWords, confirmationWords } from './meeting-words.js';
import { withdrawnState } from './withdrawn-words.js';

export interface TimelineMeeting {
  href: string;
  /** Day of the month and short weekday: «12, чт». */
  day: string;
  date: string;
  iso: string;
  kind: string;
  facts: string;
  pairTitle: string;
  done: string;
  state: ConfirmationWords;
}

/** A month with its meetings, or a stretch of months without any. */
export type TimelineMonth =
  | { gap: false; title: string; count: string; meetings: TimelineMeeting[] }
  | { gap: true; title: string };

export interface Timeline {
  months: TimelineMonth[];
  /** Where the rest is when not all were fetched; null: all are here. */
  more: { href: string; label: string } | null;
}

export interface TimelineOptions {
  /** First day of the pair, for the gap before its first meeting; null: no gap there. */
  startsOn: string | null;
  /** Last day up to which silence counts: today, or the end of a pair that is over. */
  until: string;
  /** How many meetings there are in all, and where they are listed. */
  total: number;
  morePath: string;
  moreQuery?: Record<string, string>;
  /** Says the pair at each meeting (a person with several). */
  showPair?: boolean;
}

interface MonthNames {
  month: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
}
const names = new Map<Locale, MonthNames>();

function namesOf(locale: Locale): MonthNames {
  const found = names.get(locale) ?? {
    month: new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }),
  };
  names.set(locale, found);
  return found;
}

/** A pair that begins after this day is not blamed for the month in which it begins. */
const MONTH_HALF = 15;

const monthNumber = (iso: string) => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;

const MONTHS = 12;
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** Months are written small in Russian inside a sentence. */
const decapital = (locale: Locale, word: string) =>
  locale === 'ru' ? word.charAt(0).toLowerCase() + word.slice(1) : word;

const monthWord = (locale: Locale, month: number) =>
  namesOf(locale).month.format(Date.UTC(Math.floor(month / MONTHS), month % MONTHS, 1));

/** «Март 2026» of a month's number. */
const monthTitle = (locale: Locale, month: number): string =>
  `${capital(monthWord(locale, month))} ${Math.floor(month / MONTHS)}`;

function gapOf(ctx: PageContext, from: number, to: number): TimelineMonth | null {
  if (from > to) return null;
  const last = monthTitle(ctx.locale, to);
  const sameYear = Math.floor(from / MONTHS) === Math.floor(to / MONTHS);
  const first = sameYear ? capital(monthWord(ctx.locale, from)) : monthTitle(ctx.locale, from);
  const months = from === to ? last : `${first} – ${decapital(ctx.locale, last)}`;
  return { gap: true, title: ctx.t('meetings.timeline.gap', { months }) };
}

function meetingOf(ctx: PageContext, row: MeetingRow, showPair: boolean): TimelineMeeting {
  const topic = ctx.ref('topic', row.topic);
  const facts = [ctx.fmt.minutes(row.minutes), ctx.ref('meetingFormat', row.format), topic];
  if (row.invited > 1) facts.push(ctx.t('meetings.came', { came: row.came, invited: row.invited }));
  const weekday = namesOf(ctx.locale).weekday.format(Date.parse(`${row.heldOn}T00:00:00Z`));
  return {
    href: ctx.url(`meetings/${row.meetingId}`),
    day: `${Number(row.heldOn.slice(8, 10))}, ${weekday}`,
    date: ctx.fmt.date(row.heldOn),
    iso: row.heldOn,
    kind: ctx.ref('meetingKind', row.kind),
    facts: facts.filter(Boolean).join(' · '),
    pairTitle: showPair ? storedTitle(ctx.t, row.pairTitle) : '',
    done: row.done,
    state: row.withdrawn ? withdrawnState(ctx.t) : confirmationWords(ctx.t, row),
  };
}

/**
 * The timeline of a pair, newest first, by month; months without a meeting stand as a gap, those
 * before the first and after the last meeting too. For `meetings/timeline.ejs`.
 * @param rows of the log, sorted by `-heldOn`
 */
export function timelineModel(
  ctx: PageContext,
  rows: readonly MeetingRow[],
  options: TimelineOptions,
): Timeline {
  const byMonth = new Map<number, TimelineMeeting[]>();
  for (const row of rows) {
    const month = monthNumber(row.heldOn);
    const meetings = byMonth.get(month) ?? [];
    meetings.push(meetingOf(ctx, row, options.showPair ?? false));
    byMonth.set(month, meetings);
  }
  const months: TimelineMonth[] = [];
  // The running month is not over: it is no gap yet.
  let above = monthNumber(options.until);
  for (const [month, meetings] of byMonth) {
    const gap = gapOf(ctx, month + 1, above - 1);
    if (gap) months.push(gap);
    const count = ctx.t('meetings.count', { n: meetings.length });
    months.push({ gap: false, title: monthTitle(ctx.locale, month), count, meetings });
    above = month;
  }
  const all = rows.length >= options.total;
  if (all && options.startsOn !== null && rows.length > 0) {
    const late = Number(options.startsOn.slice(8, 10)) > MONTH_HALF ? 1 : 0;
    const gap = gapOf(ctx, monthNumber(options.startsOn) + late, above - 1);
    if (gap) months.push(gap);
  }
  const more = all
    ? null
    : {
        href: ctx.url(options.morePath, options.moreQuery),
        label: ctx.t('meetings.timeline.more', { n: options.total }),
      };
  return { months, more };
}

/** Meetings fetched for one timeline; a pair that meets every week all year has 52. */
export const TIMELINE_SIZE = 100;
const CLOSED = new Set(['completed', 'terminated']);

/** Fetches and says the timeline of one pair. */
export async function pairTimeline(
  ctx: PageContext,
  pair: { pairId: string; startsOn: string; endsOn: string; state: string },
): Promise<Timeline> {
  const { rows, total } = await ctx.api.listMeetings({
    programmeId: ctx.programmeId,
    pairId: pair.pairId,
    pageSize: TIMELINE_SIZE,
  });
  const { today } = ctx.fmt;
  const over = CLOSED.has(pair.state) && pair.endsOn < today;
  return timelineModel(ctx, rows, {
    startsOn: pair.startsOn,
    until: over ? pair.endsOn : today,
    total,
    morePath: 'meetings',
    moreQuery: { pairId: pair.pairId },
  });
}
