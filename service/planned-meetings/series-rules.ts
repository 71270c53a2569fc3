import { DateTime } from 'luxon';
import type { FieldProblem } from '../../shared/errors.js';
import { MOST_OF_SERIES } from '../api/planned-meeting-reference.js';
import type { Repeat } from '../api/planned-meetings.js';

/** The day of the so manieth meeting of a series; the first is number 0. */
const dayOf = (first: string, { unit, every }: Repeat, n: number): string => {
  const start = DateTime.fromISO(first, { zone: 'utc' });
  const by = n * every;
  return start.plus(unit === 'week' ? { weeks: by } : { months: by }).toISODate() as string;
};

/**
 * The days of a series, the first always among them. A month without the day of the first (31 March →
 * April) has its last day; the months after it go by the first day again. Days to skip count in `count`
 * no less: «ten weeks» is ten weeks, with a holiday among them or not.
 */
export function daysOfSeries(first: string, repeat: Repeat): string[] {
  const most = repeat.count ?? MOST_OF_SERIES;
  const days: string[] = [];
  for (let n = 0; n < most; n += 1) {
    const date = dayOf(first, repeat, n);
    if (repeat.until !== null && date > repeat.until) break;
    days.push(date);
  }
  const skip = new Set(repeat.skip);
  return days.filter((date, n) => n === 0 || !skip.has(date));
}

/** What is wrong with how a meeting is repeated. */
export function repeatProblems(first: string, repeat: Repeat): FieldProblem[] {
  if (repeat.until === null && repeat.count === null)
    return [{ path: 'repeat.until', code: 'planned.repeatEnd' }];
  if (repeat.until !== null && repeat.until <= first)
    return [{ path: 'repeat.until', code: 'planned.repeatUntil', params: { first } }];
  // Silence about the sixty-first would be a series that ends unsaid.
  if (
    repeat.count === null &&
    repeat.until !== null &&
    repeat.until >= dayOf(first, repeat, MOST_OF_SERIES)
  )
    return [{ path: 'repeat.until', code: 'planned.tooMany', params: { max: MOST_OF_SERIES } }];
  return [];
}
