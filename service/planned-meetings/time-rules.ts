import { DateTime } from 'luxon';

const MINUTE = 60_000;

/**
 * The moment at which the clock on the wall of a time zone shows this day and time. Where the clock is
 * put forward over it, the moment as far behind the gap; where it is put back and shows it twice, the
 * first. @returns milliseconds since 1970 UTC
 */
export function momentOf(onDate: string, startsAt: string, timeZone: string): number {
  const [hour = 0, minute = 0] = startsAt.split(':').map(Number);
  const day = DateTime.fromISO(onDate, { zone: timeZone });
  const at = DateTime.fromObject(
    { year: day.year, month: day.month, day: day.day, hour, minute },
    { zone: timeZone },
  );
  // Of two moments that the clock shows alike, luxon may give either: the first is meant.
  const others = at.getPossibleOffsets().map((one) => one.toMillis());
  return Math.min(at.toMillis(), ...others);
}

/** What takes time: a day, `hh:mm` (null: no time was agreed) and minutes. */
export interface Span {
  onDate: string;
  startsAt: string | null;
  minutes: number;
}

/** When it begins and ends, in milliseconds; null: no time was agreed. Over midnight, on the next day. */
export function spanOf(one: Span, timeZone: string): { from: number; to: number } | null {
  if (one.startsAt === null) return null;
  const from = momentOf(one.onDate, one.startsAt, timeZone);
  return { from, to: from + one.minutes * MINUTE };
}

/** Those of `others` that take place while one of `plans` does; what only touches does not overlap. */
export function overlapping<O extends Span>(
  plans: readonly Span[],
  others: readonly O[],
  timeZone: string,
): O[] {
  const mine = plans.flatMap((one) => spanOf(one, timeZone) ?? []);
  return others.filter((other) => {
    const span = spanOf(other, timeZone);
    return span !== null && mine.some((one) => one.from < span.to && span.from < one.to);
  });
}
