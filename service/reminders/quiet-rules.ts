/** When letters may leave: quiet hours, weekends, the day of the weekly letter. Days are `YYYY-MM-DD`. */
import { DateTime } from 'luxon';
import { addDays } from '../../shared/dates.js';
import { momentOf } from '../planned-meetings/time-rules.js';

export interface QuietSettings {
  /** `hh:mm` of the clock on the wall; equal: there are no quiet hours. Over midnight where from is later. */
  quietFrom: string;
  quietTo: string;
  /** Letters leave on Saturdays and Sundays too. */
  weekends: boolean;
}

export interface DigestSettings extends QuietSettings {
  /** 1 Monday … 7 Sunday */
  digestDay: number;
  digestHour: number;
}

const SATURDAY = 6;
/** A weekend and the quiet hours around it are passed in fewer steps. */
const STEPS = 10;

const minutesOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};

/** 1 Monday … 7 Sunday */
export const weekdayOf = (day: string): number =>
  DateTime.fromISO(day, { zone: 'utc' }).weekday as number;

const isFree = (day: string, { weekends }: Pick<QuietSettings, 'weekends'>): boolean =>
  !weekends && weekdayOf(day) >= SATURDAY;

/** The day on which the quiet hours that hold now end; null: they do not. */
function quietUntil(day: string, minute: number, { quietFrom, quietTo }: QuietSettings) {
  const from = minutesOf(quietFrom);
  const to = minutesOf(quietTo);
  if (from === to) return null;
  if (from < to) return minute >= from && minute < to ? day : null;
  if (minute < to) return day;
  return minute >= from ? addDays(day, 1) : null;
}

/**
 * The first moment from `moment` on at which letters may leave, in milliseconds. Hours are those of the clock on
 * the wall: where it is put forward over the end of the quiet hours they end as far behind the gap; where it is
 * put back, at the first of the two.
 * @param timeZone IANA name
 */
export function lettersFrom(moment: number, settings: QuietSettings, timeZone: string): number {
  let at = moment;
  for (let step = 0; step < STEPS; step += 1) {
    const local = DateTime.fromMillis(at, { zone: timeZone });
    const day = local.toISODate() as string;
    if (isFree(day, settings)) {
      at = momentOf(addDays(day, 1), '00:00', timeZone);
      continue;
    }
    const until = quietUntil(day, local.hour * 60 + local.minute, settings);
    if (until === null) return at;
    const end = momentOf(until, settings.quietTo, timeZone);
    // The clock was put back over the end: it has come once already.
    if (end <= at) return at;
    at = end;
  }
  return at;
}

/** The last day before a day on which letters leave. */
export function lastWritingDay(before: string, settings: Pick<QuietSettings, 'weekends'>): string {
  let day = addDays(before, -1);
  while (isFree(day, settings)) day = addDays(day, -1);
  return day;
}

/** The day of this week's letter, in the week of `today`, Monday first. */
export const digestDayOf = (today: string, { digestDay }: Pick<DigestSettings, 'digestDay'>) =>
  addDays(today, digestDay - weekdayOf(today));

/**
 * The moment of the next weekly letter after `moment`, and the day that it is of. One that falls into quiet
 * hours leaves when they end.
 */
export function nextDigest(moment: number, settings: DigestSettings, timeZone: string): number {
  const today = DateTime.fromMillis(moment, { zone: timeZone }).toISODate() as string;
  const hour = `${String(settings.digestHour).padStart(2, '0')}:00`;
  const day = digestDayOf(today, settings);
  const at = momentOf(day, hour, timeZone);
  return at > moment ? at : momentOf(addDays(day, 7), hour, timeZone);
}

/** When something that is done once a day, or every so many minutes, is done next. */
export type Schedule = { everyMinutes: number } | { dailyAt: string };

const MINUTE = 60_000;

export function nextRun(moment: number, schedule: Schedule, timeZone: string): number {
  if ('everyMinutes' in schedule) {
    const step = schedule.everyMinutes * MINUTE;
    return (Math.floor(moment / step) + 1) * step;
  }
  const today = DateTime.fromMillis(moment, { zone: timeZone }).toISODate() as string;
  const at = momentOf(today, schedule.dailyAt, timeZone);
  return at > moment ? at : momentOf(addDays(today, 1), schedule.dailyAt, timeZone);
}
