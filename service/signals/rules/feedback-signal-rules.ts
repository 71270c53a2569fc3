/** What mentees say of the meetings, and whether they say anything. */
import { dayIn } from '../../../shared/clock.js';
import { addDays, latest } from '../../../shared/dates.js';
import { daysWithoutFeedback } from '../../pairs/feedback-rules.js';
import type { Rule } from './rule-rules.js';

const TALK = ['write', 'plan_talk', 'open_pair', 'rematch'] as const;

/** No feedback for longer than the programme asks (methodology §10, 30 days by default), though they meet. */
export const noFeedback: Rule = {
  code: 'no_feedback',
  weight: 40,
  standings: ['active'],
  judge(pair, settings, today) {
    const days = daysWithoutFeedback(pair, settings, today);
    if (days === null) return null;
    const { lastFeedbackAt } = pair;
    const answered = lastFeedbackAt === null ? null : dayIn(settings.timeZone, lastFeedbackAt);
    const every = settings.feedbackEveryDays;
    const since = addDays(latest(pair.startsOn, answered, pair.resumedOn ?? null), every + 1);
    return { severity: days > 2 * every ? 2 : 1, since, days, steps: ['write', 'open_pair'] };
  },
};

/** Steps of the scale 1–10 by which ratings fall (methodology §10: «упала на ≥ 3»). */
export const FALL = 3;
/** Rated meetings before the last two, without which a mean says nothing. */
export const FEWEST_EARLIER = 2;
/** Means are compared in tenths, as they are shown: sums of halves and thirds are no exact numbers. */
const tenths = (mean: number): number => Math.round(mean * 10);

/**
 * Ratings fell by three or more (methodology §10): the mean of the last two rated meetings against the mean
 * of all rated before them, of which there are at least two. A meeting's rating is the mean of its mentees'.
 * Another rated meeting is judged anew, as an episode of its own.
 */
export const ratingFell: Rule = {
  code: 'rating_fell',
  weight: 75,
  standings: ['active'],
  judge({ ratings }) {
    if (ratings === null || ratings.earlierMeetings < FEWEST_EARLIER) return null;
    const [from, to] = [tenths(ratings.earlier), tenths(ratings.recent)];
    if (from - to < FALL * 10) return null;
    const found = { since: ratings.recentSince, days: 0, from: from / 10, to: to / 10 };
    return { severity: 2, ...found, steps: TALK };
  },
};

const LOW_IN_A_ROW = 2;

/**
 * Low ratings twice in a row, three times: urgent. Of a group's meeting the lowest counts: one mentee for whom it
 * does not work is not outvoted (matches that end early do harm: DeWit & DuBois 2016).
 */
export const lowRatings: Rule = {
  code: 'low_ratings',
  weight: 80,
  standings: ['active'],
  judge({ ratings }) {
    if (ratings === null || ratings.lowSince === null || ratings.lowRun < LOW_IN_A_ROW) return null;
    const { lowRun: n, lowSince: since } = ratings;
    return { severity: n > LOW_IN_A_ROW ? 3 : 2, since, days: 0, n, steps: TALK };
  },
};
