/**
 * Sums with calendar dates `YYYY-MM-DD`. A date has no time zone: «today» is decided once, by
 * todayIn(), and everything after it counts whole days.
 */
const DAY_MS = 86_400_000;

/** A date as it is written, by its digits: rules ask of thousands, and Date.parse() takes several times as long. */
const DATE = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const ZERO = 48;

function toDays(date: string): number {
  if (!DATE.test(date)) return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
  const two = (at: number) => (date.charCodeAt(at) - ZERO) * 10 + date.charCodeAt(at + 1) - ZERO;
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8)) / DAY_MS;
}
const fromDays = (days: number): string => new Date(days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => toDays(to) - toDays(from);

/** The date so many days later (earlier, when negative). */
export const addDays = (date: string, days: number): string => fromDays(toDays(date) + days);

/** The Monday of the date's week. */
export function mondayOf(date: string): string {
  const days = toDays(date);
  // 1970-01-01 was a Thursday.
  return fromDays(days - ((((days + 3) % 7) + 7) % 7));
}

/** The same day a year later; 29 February becomes 28 February. */
export function yearAfter(date: string): string {
  const year = Number(date.slice(0, 4)) + 1;
  const rest = date.slice(4) === '-02-29' ? '-02-28' : date.slice(4);
  return `${String(year).padStart(4, '0')}${rest}`;
}

/** The earliest of the dates given; nulls do not count. */
export const earliest = (first: string, ...others: (string | null)[]): string =>
  others.reduce<string>((a, b) => (b !== null && b < a ? b : a), first);

/** The latest of the dates given; nulls do not count. */
export const latest = (first: string, ...others: (string | null)[]): string =>
  others.reduce<string>((a, b) => (b !== null && b > a ? b : a), first);
