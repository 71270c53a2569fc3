import { addDays, daysBetween, earliest, latest, mondayOf } from '../../shared/dates.js';
import { invalid } from '../../shared/errors.js';
import type { Form } from '../api/index.js';

/** What the figures of Обзор are about. */
export interface Figures {
  programmeId: string;
  /** The forms that the caller may see and has chosen; null: all. */
  forms: readonly Form[] | null;
  /** First and last day of the meetings counted. */
  from: string;
  to: string;
}

/** So far from the programme year a period may reach. */
const BEYOND_DAYS = 366;
/** Weeks in a chart at most: a period asked for is bounded, whatever the address says. */
const MAX_WEEKS = 260;

/**
 * The period of the figures: what was asked for, within reach of the programme year, or by default
 * the programme year up to today. Throws `invalid` when it ends before it begins.
 */
export function periodOf(
  asked: { from?: string | undefined; to?: string | undefined },
  year: { startsOn: string; endsOn: string },
  today: string,
): { from: string; to: string } {
  if (asked.from !== undefined && asked.to !== undefined && asked.to < asked.from) {
    throw invalid([{ path: 'to', code: 'dates.order' }]);
  }
  const first = addDays(year.startsOn, -BEYOND_DAYS);
  const last = addDays(year.endsOn, BEYOND_DAYS);
  const within = (date: string) => earliest(latest(date, first), last);
  const from = within(asked.from ?? earliest(year.startsOn, asked.to ?? null));
  const to = latest(from, within(asked.to ?? earliest(today, year.endsOn)));
  return { from: latest(from, addDays(to, -7 * MAX_WEEKS)), to };
}

/** The Mondays of all weeks that a period touches, in order. */
export function weeksOf(from: string, to: string): string[] {
  const first = mondayOf(from);
  const count = daysBetween(first, mondayOf(to)) / 7 + 1;
  return Array.from({ length: count }, (_, i) => addDays(first, 7 * i));
}

/** Of the forms of a curator and the one chosen, those that both allow; null: all. */
export function formsOf(scope: readonly Form[] | null, chosen: Form | undefined): Form[] | null {
  if (chosen === undefined) return scope === null ? null : [...scope];
  return scope === null || scope.includes(chosen) ? [chosen] : [];
}
