import { DateTime } from 'luxon';
import type { FieldProblem } from '../../shared/errors.js';
import { MOST_OF_SERIES } from '../api/planned-meeting-reference.js';
import type { Repeat } from '../api/planned-meetings.js';

/**
 * The days of a series, the first always among them. A month without the day of the first (31 March →
 * April) has its last day; the months after it go by the first day again. Days to skip count in `count`
 * no less: «ten weeks» is ten weeks, with a holiday among them or not.
 */
export function daysOfSeries(first: string, repeat: Repeat): string[] {
  const start = DateTime.fromISO(first, { zone: 'utc' });
  const most = repeat.count ?? MOST_OF_SERIES;
  const days: string[] = [];
  for (let n = 0; n < most; n += 1) {
    const by = n * repeat.every;
    const day = start.plus(repeat.unit === 'week' ? { weeks: by } : { months: by });
    const date = day.toISODate() as string;
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
  const step = repeat.unit === 'week' ? { weeks: repeat.every } : { months: repeat.every };
  const start = DateTime.fromISO(first, { zone: 'utc' });
  const beyond = (start
    .plus({
      ...(step.weeks === undefined ? {} : { weeks: step.weeks * MOST_OF_SERIES }),
      ...(step.months === undefined ? {} : { months: step.months * MOST_OF_SERIES }),
    })
    .toISODate() ?? '') as string;
  // Silence about the sixty-first would be a series that ends unsaid.
  if (repeat.count === null && repeat.until !== null && repeat.until >= beyond)
    return [{ path: 'repeat.until', code: 'planned.tooMany', params: { max: MOST_OF_SERIES } }];
  return [];
}
