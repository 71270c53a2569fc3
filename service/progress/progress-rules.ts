import { addDays, daysBetween, earliest, latest } from '../../shared/dates.js';
import type { GoalState, PairState, ProgressPart } from '../api/index.js';
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
  /** The day on which the pair was closed; null or absent: it was not, or nobody noted it. */
  closedOn?: string | null;
  /** Terms and states of the goals that both sides of the mentee's plan confirmed; null or absent: none. */
  goals?: readonly (readonly [dueOn: string, state: GoalState])[] | null;
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

/** So much done of so much due, in whole units; null: not applicable yet. */
type Count = { done: number; due: number } | null;

/** What is counted of each part in one: plans count halves. */
const UNITS: Readonly<Record<ProgressPart, number>> = {
  meetings: 1,
  plan: 2,
  feedback: 1,
  closing: 1,
};

/** What a goal in this state brings, in halves. */
const HALVES: Readonly<Partial<Record<GoalState, number>>> = { done: 2, partly: 1 };

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

/**
 * The goals of the plan of one pair, in halves: due is a goal whose term is past, and one that is done
 * before it. Done counts as one, done in part as a half, so that the next step never costs points; a goal
 * that was dropped with a reason does not count at all. Only of a plan that both confirmed, as they confirmed
 * it. What was still ahead when the mentee left or the pair was closed is not asked for; as with meetings,
 * drafts and paused pairs do not count.
 */
export function planHalves(pair: PairSpan, today: string): { done: number; due: number } {
  const goals = pair.state === 'draft' || pair.state === 'paused' ? [] : (pair.goals ?? []);
  const closedOn = isClosed(pair) ? (pair.closedOn ?? pair.lastMeetingOn ?? pair.startsOn) : null;
  const until = earliest(today, pair.leftOn, closedOn);
  const due = goals.filter(
    ([dueOn, state]) => state === 'done' || (state !== 'dropped' && dueOn < until),
  );
  return {
    done: due.reduce((sum, [, state]) => sum + (HALVES[state] ?? 0), 0),
    due: due.length * UNITS.plan,
  };
}

function counts(pairs: readonly PairSpan[], tallies: readonly PairTally[], rules: ProgressRules) {
  const tallyOf = new Map(tallies.map((t) => [t.pairId, t]));
  const sums = { held: 0, due: 0, attended: 0, answered: 0, closed: 0, closings: 0 };
  const plans = pairs.map((pair) => planHalves(pair, rules.today));
  const sumOf = (what: 'done' | 'due') => plans.reduce((sum, plan) => sum + plan[what], 0);
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
    plan: count(sumOf('done'), sumOf('due')),
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
 * Plans are told of only where they have a weight: in a programme that never gave them one nothing changes,
 * and no comment goes to the gradebook anew for their sake.
 */
const isTold = ({ part, weight }: { part: ProgressPart; weight: number }): boolean =>
  part !== 'plan' || weight > 0;

/**
 * A mentee's progress 0–100 (product §4): meetings held and confirmed against those that the rhythm
 * asks for, the goals of the plan (planHalves), feedback given to the meetings attended, and the closing. A part that is not applicable
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
  })).filter(isTold);
  const points = sharePoints(parts);
  return {
    score: points.reduce((a, b) => a + b, 0),
    parts: parts.map(({ part, weight, count }, i) => ({
      part,
      share: count === null ? null : count.done / count.due,
      weight,
      points: points[i] ?? 0,
      done: (count?.done ?? 0) / UNITS[part],
      due: (count?.due ?? 0) / UNITS[part],
    })),
  };
}

/** True when there is something to grade: a pair of the person's has begun. */
export const isGradable = (progress: Progress): boolean =>
  progress.parts.some((p) => p.share !== null);

const PART_NAMES: Readonly<Record<ProgressPart, string>> = {
  meetings: 'Встречи',
  plan: 'План',
  feedback: 'Отклики на встречи',
  closing: 'Завершение',
};

const inRussian = (n: number): string => String(n).replace('.', ',');

/** The grade's comment in the gradebook, in the colleges' language: «Встречи: 5 из 6 · …». */
export function progressComment(progress: Progress): string {
  return progress.parts
    .map(
      (p) =>
        `${PART_NAMES[p.part]}: ${p.share === null ? 'пока не оценивается' : `${inRussian(p.done)} из ${p.due}`}`,
    )
    .join(' · ');
}
