/**
 * Sums with calendar dates `YYYY-MM-DD`. A date has no time zone: «today» is decided once, by
 * todayIn(), and everything after it counts whole days.
 */
const DAY_MS = 86_400_000;

const toDays = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
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
