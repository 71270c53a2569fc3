import { DateTime } from 'luxon';

/** The one source of time, so that tests can set it. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

const MINUTE = 60_000;
/** By zone, for the minute that was asked for last: each request of a page asks. */
const dates = new Map<string, { minute: number; date: string }>();

/** The calendar date in a time zone at this moment, `YYYY-MM-DD`. */
export function todayIn(timeZone: string, clock: Clock): string {
  const minute = Math.floor(clock.now() / MINUTE);
  const known = dates.get(timeZone);
  if (known?.minute === minute) return known.date;
  const date = DateTime.fromMillis(minute * MINUTE, { zone: timeZone }).toISODate() as string;
  dates.set(timeZone, { minute, date });
  return date;
}

/** A formatter for each zone: making one costs as much as thousands of dates. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date in a time zone at any moment (ms), `YYYY-MM-DD`, as cheap as thousands of them need. */
export function dayIn(timeZone: string, moment: number): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(moment);
}

/** ISO 8601 in UTC of stored milliseconds. */
export const toIso = (ms: number): string => new Date(ms).toISOString();
