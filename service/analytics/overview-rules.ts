import { addDays } from '../../shared/dates.js';
import { FORMS, PAIR_STATES, RHYTHMS, TOPICS } from '../api/index.js';
import { weeksOf } from './period-rules.js';
import type { MeetingFigure } from './queries/meetings-by-week.js';
import type { PairFigure } from './queries/pair-figures.js';
import type { RatingSum } from './queries/rating.js';

/** A satisfaction figure over fewer people than this is not shown (product §5). */
export const MIN_PEOPLE_FOR_RATING = 5;

const round = (n: number, digits: number): number => Math.round(n * 10 ** digits) / 10 ** digits;

/** Mean rating to one decimal; null under five people. */
export const ratingOf = ({ answers, sum, people }: RatingSum) => ({
  mean: people < MIN_PEOPLE_FOR_RATING ? null : round(sum / answers, 1),
  answers,
});

/** The day until which a pair's rhythm asked for meetings: its end, or where it was stopped before. */
function openUntil(figure: PairFigure): string {
  if (figure.state === 'active') return figure.endsOn;
  return figure.stoppedOn ?? figure.startsOn;
}

/**
 * Meetings by week with those that the rhythm asks for: the pairs open in that week × 7 / interval.
 * Weeks without a meeting stand as 0. A pair that is paused or over counts up to its last meeting.
 */
export function byWeek(
  meetings: readonly MeetingFigure[],
  pairs: readonly PairFigure[],
  period: { from: string; to: string },
  meetingEveryDays: number,
) {
  const held = new Map<string, number>();
  for (const m of meetings) held.set(m.week, (held.get(m.week) ?? 0) + m.meetings);
  const watched = pairs.filter((p) => p.state !== 'draft');
  return weeksOf(period.from, period.to).map((week) => {
    const sunday = addDays(week, 6);
    const open = watched
      .filter((p) => p.startsOn <= sunday && openUntil(p) >= week)
      .reduce((sum, p) => sum + p.pairs, 0);
    return { week, meetings: held.get(week) ?? 0, due: round((open * 7) / meetingEveryDays, 2) };
  });
}

const sumOf = <T>(rows: readonly T[], value: (row: T) => number) =>
  rows.reduce((sum, r) => sum + value(r), 0);

/** Every rhythm with its number of pairs, 0 too. */
export const byRhythm = (pairs: readonly PairFigure[]) =>
  RHYTHMS.map((rhythm) => ({
    rhythm,
    pairs: sumOf(
      pairs.filter((p) => p.rhythm === rhythm),
      (p) => p.pairs,
    ),
  }));

/** Every state with its number of pairs, 0 too. */
export const byState = (pairs: readonly PairFigure[]) =>
  PAIR_STATES.map((state) => ({
    state,
    pairs: sumOf(
      pairs.filter((p) => p.state === state),
      (p) => p.pairs,
    ),
  }));

/** The forms that have an open pair or a meeting; the pairs are the open ones, as in `openPairs`. */
export const byForm = (pairs: readonly PairFigure[], meetings: readonly MeetingFigure[]) =>
  FORMS.map((form) => ({
    form,
    pairs: sumOf(
      pairs.filter((p) => p.form === form && p.state === 'active'),
      (p) => p.pairs,
    ),
    meetings: sumOf(
      meetings.filter((m) => m.form === form),
      (m) => m.meetings,
    ),
  })).filter((row) => row.pairs + row.meetings > 0);

/** The topics that came up, the most frequent first; meetings without a topic last. */
export function byTopic(meetings: readonly MeetingFigure[]) {
  return [...TOPICS, null]
    .map((topic) => {
      const rows = meetings.filter((m) => m.topic === topic);
      return {
        topic,
        meetings: sumOf(rows, (m) => m.meetings),
        minutes: sumOf(rows, (m) => m.minutes),
      };
    })
    .filter((row) => row.meetings > 0)
    .sort((a, b) => Number(a.topic === null) - Number(b.topic === null) || b.meetings - a.meetings);
}
