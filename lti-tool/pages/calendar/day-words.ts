import { addDays, daysBetween, mondayOf } from '../../../shared/dates.js';
import type { Locale } from '../../web/i18n.js';

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(locale: Locale, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${locale} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale === 'ru' ? 'ru-RU' : 'en-GB', {
    ...options,
    timeZone: 'UTC',
  });
  formats.set(key, made);
  return made;
}

const at = (date: string) => new Date(`${date}T00:00:00Z`);

/** «пятница, 20 ноября»: a day as headings and readers of the screen say it. */
export const longDay = (locale: Locale, date: string): string =>
  formatOf(locale, 'long', { weekday: 'long', day: 'numeric', month: 'long' }).format(at(date));

/** «пт, 20 ноября». */
export const shortDay = (locale: Locale, date: string): string =>
  formatOf(locale, 'short', { weekday: 'short', day: 'numeric', month: 'long' }).format(at(date));

/** «Ноябрь 2026». */
export function monthName(locale: Locale, month: string): string {
  const words = formatOf(locale, 'month', { month: 'long', year: 'numeric' })
    .format(at(`${month}-01`))
    .replace(/ г\.$/, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** «пн», «вт», … of a week that begins on Monday. */
export const weekdays = (locale: Locale): string[] =>
  Array.from({ length: 7 }, (_, n) =>
    // 5 January 2026 is a Monday.
    formatOf(locale, 'weekday', { weekday: 'short' }).format(new Date(Date.UTC(2026, 0, 5 + n))),
  );

/** The month so many months later, `YYYY-MM`. */
export function monthLater(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** First and last day of a month. */
export function daysOfMonth(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: addDays(`${monthLater(month, 1)}-01`, -1) };
}

/** The days of whole weeks, Monday to Sunday, that hold a month. */
export function weeksOf(month: string): string[] {
  const { from, to } = daysOfMonth(month);
  const monday = mondayOf(from);
  const weeks = Math.ceil((daysBetween(monday, to) + 1) / 7);
  return Array.from({ length: weeks * 7 }, (_, n) => addDays(monday, n));
}
