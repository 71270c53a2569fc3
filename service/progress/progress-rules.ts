import { addDays, daysBetween, earliest, latest } from '../../shared/dates.js';
import type { PairState, ProgressPart } from '../api/index.js';
import { PROGRESS_PARTS } from '../api/index.js';
import type { Progress } from '../api/progress.js';
import { type Pause, pausedDays } from '../pairs/pause-rules.js';

/** The closing counts from so many days before the end of the pair or of the programme. */
export const CLOSING_DAYS = 30;

/** A mentee's time in one pair. */
export interface PairSpan {
  pairId: string;
  state: PairState;
  startsOn: string;
  endsOn: string;
  joinedOn: string;
  leftOn: string | null;
  lastMeetingOn: string | null;
  /** The pair's pauses, and the times in which the mentee was not in it; absent: there were none. */
  pauses?: readonly Pause[];
}

/** What came of one mentee's meetings in one pair. */
export interface PairTally {
  pairId: string;
  /** Meetings that they came to, by the mentor's record. */
  attended: number;
  /** Of those, confirmed by them. */
  confirmed: number;
  /** Of those, confirmed and rated. */
  answered: number;
  /** Confirmed closing meetings. */
  closings: number;
}

/** What of a programme's settings the score depends on. */
export interface ProgressRules {
  today: string;
  programmeEndsOn: string;
  meetingEveryDays: number;
  weights: Readonly<Partial<Record<ProgressPart, number>>>;
}

/** So much done of so much due; null: not applicable yet. */
type Count = { done: number; due: number } | null;

const NOTHING: Omit<PairTally, 'pairId'> = { attended: 0, confirmed: 0, answered: 0, closings: 0 };
const isClosed = (pair: PairSpan) => pair.state === 'completed' || pair.state === 'terminated';

/**
 * Meetings that the rhythm asks of one pair: full intervals from its start (or the mentee's joining)
 * to today, its end or the mentee's leaving, and at least one once it has begun. A pair that was
 * closed owes nothing after its last meeting, and days of a pause owe nothing: they are taken out before
 * the intervals are counted. Null: the pair does not count (a draft, paused, in the future).
 */
export function dueMeetings(pair: PairSpan, rules: ProgressRules): number | null {
  if (pair.state === 'draft' || pair.state === 'paused') return null;
  const from = latest(pair.startsOn, pair.joinedOn);
  if (from > rules.today) return null;
  const closedOn = isClosed(pair) ? (pair.lastMeetingOn ?? from) : null;
  const until = earliest(rules.today, pair.endsOn, pair.leftOn, closedOn);
  const days = daysBetween(from, until) - pausedDays(pair.pauses ?? [], from, until);
  return Math.max(1, Math.floor(days / rules.meetingEveryDays));
}

/** True once a pair's closing meeting is asked for: the last 30 days of the pair or of the programme. */
function closingAsked(pair: PairSpan, rules: ProgressRules): boolean {
  if (pair.state === 'completed') return true;
  if (pair.state !== 'active' || pair.leftOn !== null) return false;
  return rules.today >= addDays(earliest(pair.endsOn, rules.programmeEndsOn), -CLOSING_DAYS);
}

function counts(pairs: readonly PairSpan[], tallies: readonly PairTally[], rules: ProgressRules) {
  const tallyOf = new Map(tallies.map((t) => [t.pairId, t]));
  const sums = { held: 0, due: 0, attended: 0, answered: 0, closed: 0, closings: 0 };
  for (const pair of pairs) {
    const tally = tallyOf.get(pair.pairId) ?? NOTHING;
    const due = dueMeetings(pair, rules);
    if (due !== null) {
      sums.held += tally.confirmed;
      sums.due += due;
    }
    if (pair.state === 'draft') continue;
    sums.attended += tally.attended;
    sums.answered += tally.answered;
    if (tally.closings > 0 || closingAsked(pair, rules)) {
      sums.closings += 1;
      if (tally.closings > 0 || pair.state === 'completed') sums.closed += 1;
    }
  }
  const count = (done: number, due: number): Count =>
    due === 0 ? null : { done: Math.min(done, due), due };
  return {
    meetings: count(sums.held, sums.due),
    feedback: count(sums.answered, sums.attended),
    closing: count(sums.closed, sums.closings),
  } satisfies Record<ProgressPart, Count>;
}

/**
 * Points for each part, whole numbers that add up to the score. All sums are of whole numbers (a
 * fraction over one common denominator), so that only the weights' proportion can matter; the points
 * lost in rounding go to the largest remainders.
 */
function sharePoints(parts: readonly { weight: number; count: Count }[]): number[] {
  const total = parts.reduce((sum, p) => sum + (p.count === null ? 0 : p.weight), 0);
  if (total === 0) return parts.map(() => 0);
  const dues = parts.map((p) => p.count?.due ?? 1);
  const denominator = total * dues.reduce((a, b) => a * b, 1);
  const exact = parts.map((p, i) =>
    p.count === null
      ? 0
      : 100 * p.weight * p.count.done * dues.reduce((a, b, j) => (j === i ? a : a * b), 1),
  );
  const sum = exact.reduce((a, b) => a + b, 0);
  const points = exact.map((n) => Math.floor(n / denominator));
  let left =
    Math.floor((2 * sum + denominator) / (2 * denominator)) - points.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((n, i) => ({ i, remainder: n % denominator }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder) {
    if (left <= 0) break;
    points[i] = (points[i] ?? 0) + 1;
    left -= 1;
  }
  return points;
}

/**
 * A mentee's progress 0–100 (product §4): meetings held and confirmed against those that the rhythm
 * asks for, feedback given to the meetings attended, and the closing. A part that is not applicable
 * yet gives its weight to the others; with no part applicable (or with weight) the score is 0.
 *
 * A surplus in one pair makes up for another. Feedback counts in every pair that was ever begun,
 * meetings only in those that are neither drafts nor paused.
 */
export function progressOf(
  pairs: readonly PairSpan[],
  tallies: readonly PairTally[],
  rules: ProgressRules,
): Progress {
  const counted = counts(pairs, tallies, rules);
  const parts = PROGRESS_PARTS.map((part) => ({
    part,
    weight: rules.weights[part] ?? 0,
    count: counted[part],
  }));
  const points = sharePoints(parts);
  return {
    score: points.reduce((a, b) => a + b, 0),
    parts: parts.map(({ part, weight, count }, i) => ({
      part,
      share: count === null ? null : count.done / count.due,
      weight,
      points: points[i] ?? 0,
      done: count?.done ?? 0,
      due: count?.due ?? 0,
    })),
  };
}

/** True when there is something to grade: a pair of the person's has begun. */
export const isGradable = (progress: Progress): boolean =>
  progress.parts.some((p) => p.share !== null);

const PART_NAMES: Readonly<Record<ProgressPart, string>> = {
  meetings: 'Встречи',
  feedback: 'Отклики на встречи',
  closing: 'Завершение',
};

/** The grade's comment in the gradebook, in the colleges' language: «Встречи: 5 из 6 · …». */
export function progressComment(progress: Progress): string {
  return progress.parts
    .map(
      (p) =>
        `${PART_NAMES[p.part]}: ${p.share === null ? 'пока не оценивается' : `${p.done} из ${p.due}`}`,
    )
    .join(' · ');
}
