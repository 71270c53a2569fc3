import { DateTime } from 'luxon';
import type { ProgrammeSettings } from '../api/programmes.js';

const YEARS_AT_MOST = 50;

const later = (date: string, years: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ years }).toISODate() as string;

const daysBetween = (from: string, to: string): number =>
  DateTime.fromISO(to, { zone: 'utc' }).diff(DateTime.fromISO(from, { zone: 'utc' }), 'days').days;

const moreThanHalfAhead = ({ startsOn, endsOn }: ProgrammeSettings, today: string): boolean =>
  daysBetween(today, endsOn) > daysBetween(startsOn, endsOn) / 2;

/**
 * The first values of a programme that follows another one: forms, rhythm and weights as they were,
 * the title of the new course, the dates later by whole years until the last day lies ahead. Beside a
 * programme that has more than half of its days still before it, a second one of the same year is meant.
 * @param today in the organisation's time zone
 */
export function settingsForNewYear(
  fresh: ProgrammeSettings,
  before: ProgrammeSettings,
  today: string,
): ProgrammeSettings {
  let years = moreThanHalfAhead(before, today) ? 0 : 1;
  while (later(before.endsOn, years) < today && years < YEARS_AT_MOST) years += 1;
  const { forms, meetingEveryDays, feedbackEveryDays, weights } = before;
  return {
    title: fresh.title,
    startsOn: later(before.startsOn, years),
    endsOn: later(before.endsOn, years),
    forms,
    meetingEveryDays,
    feedbackEveryDays,
    weights,
  };
}
