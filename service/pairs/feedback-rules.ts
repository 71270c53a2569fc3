import { DateTime } from 'luxon';
import { dayIn } from '../../shared/clock.js';
import { addDays, daysBetween, latest } from '../../shared/dates.js';
import type { PairState } from '../api/index.js';

/** What of a pair the question «is there feedback?» depends on. */
export interface FeedbackSummary {
  state: PairState;
  startsOn: string;
  /** Moment of the latest confirmation with a rating, of any of its mentees; null: none yet. */
  lastFeedbackAt: number | null;
  /** Moment when its latest meeting was written down; null: none yet. */
  lastLoggedAt: number | null;
  /** The first day of work after its last pause; null or absent: there was none. */
  resumedOn?: string | null;
}

/** What of the programme it depends on. */
export interface FeedbackSettings {
  feedbackEveryDays: number;
  /** IANA name; a moment belongs to the day that it was there. */
  timeZone: string;
}

/**
 * For how many days an active pair has been without feedback, when these are more than the programme
 * asks for (methodology §10) and meetings were written down in that time; null: nothing is amiss.
 * Counted from the pair's start, its last feedback or its return from a pause, whichever is latest.
 */
export function daysWithoutFeedback(
  pair: FeedbackSummary,
  settings: FeedbackSettings,
  today: string,
): number | null {
  const { lastFeedbackAt, lastLoggedAt } = pair;
  if (pair.state !== 'active' || lastLoggedAt === null) return null;
  if (lastFeedbackAt !== null && lastLoggedAt <= lastFeedbackAt) return null;
  const answeredOn = lastFeedbackAt === null ? null : dayIn(settings.timeZone, lastFeedbackAt);
  const days = daysBetween(latest(pair.startsOn, answeredOn, pair.resumedOn ?? null), today);
  return days > settings.feedbackEveryDays ? days : null;
}

/** The day and the moment before which start and last feedback lie when it has been too long. */
export function feedbackLimits(
  settings: FeedbackSettings,
  today: string,
): { startedBefore: string; answeredBefore: number } {
  const startedBefore = addDays(today, -settings.feedbackEveryDays);
  const midnight = DateTime.fromISO(startedBefore, { zone: settings.timeZone }).startOf('day');
  return { startedBefore, answeredBefore: midnight.toMillis() };
}
