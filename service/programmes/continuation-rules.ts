import { DateTime } from 'luxon';
import type { ProgrammeSettings } from '../api/programmes.js';

const YEARS_AT_MOST = 50;

const later = (date: string, years: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ years }).toISODate() as string;

/**
 * The first values of a programme that follows another one: forms, rhythm and weights as they were,
 * the title of the new course, the dates later by whole years until the last day lies ahead.
 * @param today in the organisation's time zone
 */
export function settingsForNewYear(
  fresh: ProgrammeSettings,
  before: ProgrammeSettings,
  today: string,
): ProgrammeSettings {
  let years = 1;
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
