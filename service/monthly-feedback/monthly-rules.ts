/** Which months ask whom, when they may be answered, and what is told of the answers. */
import { addDays, earliest, latest } from '../../shared/dates.js';
import type { MonthFigures } from '../api/monthly-feedback.js';
import type { PairState } from '../api/reference.js';
import { type Pause, pausedDays } from '../pairs/pause-rules.js';

/** Days on which somebody must have been in a working pair for the month to be worth a question. */
export const ACTIVE_DAYS = 14;
/** A month is asked about from its last days on (methodology §3: feedback once a month at least). */
export const LAST_DAYS = 5;
/** … up to this day of the next month, as the quarter’s papers are. */
export const UNTIL_DAY = 10;
/** Fewer answers give no mean (product: a satisfaction figure over fewer than five people is not shown). */
export const FEWEST_FOR_MEAN = 5;
/** Steps of 1 and 2 call for somebody. */
export const LOW_STEP = 2;

/** Somebody’s place in a pair, as far as months go. */
export interface Place {
  state: PairState;
  startsOn: string;
  /** The day on which the pair ended; null: it goes on. */
  closedOn: string | null;
  joinedOn: string;
  leftOn: string | null;
  pauses: readonly Pause[];
}

export const monthOf = (day: string): string => day.slice(0, 7);
export const firstDay = (month: string): string => `${month}-01`;

export function nextMonth(month: string): string {
  // The 28th and four days more are always in the next month.
  return monthOf(addDays(`${month}-28`, 4));
}

export const monthBefore = (month: string): string => monthOf(addDays(firstDay(month), -1));
/** The month’s last day, on which its feedback falls due. */
export const dueOn = (month: string): string => addDays(firstDay(nextMonth(month)), -1);
export const opensOn = (month: string): string => addDays(dueOn(month), 1 - LAST_DAYS);
/** The last day on which it is given or changed. */
export const closesOn = (month: string): string =>
  `${nextMonth(month)}-${String(UNTIL_DAY).padStart(2, '0')}`;

/** The month that may be spoken of today; null: none. There are never two. */
export function openMonth(today: string): string | null {
  const current = monthOf(today);
  if (today >= opensOn(current)) return current;
  const before = monthBefore(current);
  return today <= closesOn(before) ? before : null;
}

/** The latest month that has begun to ask. */
export const latestMonth = (today: string): string =>
  today >= opensOn(monthOf(today)) ? monthOf(today) : monthBefore(monthOf(today));

/** The latest month that can be answered no more. */
export const latestClosed = (today: string): string => {
  const month = latestMonth(today);
  return today > closesOn(month) ? month : monthBefore(month);
};

/** Days of a month on which somebody was in a pair that worked; a month to come counts as far as it is planned. */
export function activeDays(place: Place, month: string): number {
  if (place.state === 'draft') return 0;
  const from = latest(firstDay(month), place.startsOn, place.joinedOn);
  const until = earliest(firstDay(nextMonth(month)), place.closedOn, place.leftOn);
  if (from >= until) return 0;
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
  return days - pausedDays(place.pauses, from, until);
}

/** Whether a month asks somebody: they were in a working pair for two weeks of it. */
export const isAsked = (place: Place, month: string): boolean =>
  activeDays(place, month) >= ACTIVE_DAYS;

/** The months from one to another, both among them. */
export function monthsFrom(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

/** The last closed months without a break that asked somebody who did not answer, the oldest first. */
export function missedRun(
  place: Place,
  answered: ReadonlySet<string>,
  { first, today }: { first: string; today: string },
): string[] {
  const missed: string[] = [];
  for (const month of monthsFrom(first, latestClosed(today)).reverse()) {
    // A month that does not ask breaks nothing: a pause is no answer and no silence.
    if (!isAsked(place, month)) continue;
    if (answered.has(month)) break;
    missed.unshift(month);
  }
  return missed;
}

export interface Said {
  side: 'mentor' | 'mentee';
  relation: number;
  useful: number;
}

const meanOf = (steps: readonly number[]): number | null =>
  steps.length < FEWEST_FOR_MEAN
    ? null
    : Math.round((steps.reduce((sum, one) => sum + one, 0) / steps.length) * 10) / 10;

/** A month as figures without a name. */
export function figuresOf(month: string, asked: number, said: readonly Said[]): MonthFigures {
  const relations = (side: Said['side']) =>
    meanOf(said.filter((one) => one.side === side).map(({ relation }) => relation));
  return {
    month,
    until: closesOn(month),
    asked,
    answered: said.length,
    relation: { mentor: relations('mentor'), mentee: relations('mentee') },
    useful: meanOf(said.map(({ useful }) => useful)),
  };
}

/** Whether an answer calls for somebody. */
export const isLow = ({ relation, useful }: Pick<Said, 'relation' | 'useful'>): boolean =>
  relation <= LOW_STEP || useful <= LOW_STEP;
