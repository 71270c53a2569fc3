/** Rules of the selection of mentors (methodology §3, stage 4). */
import type { FieldProblem } from '../../shared/errors.js';
import { type Criterion, MOST_POINTS } from '../api/criteria.js';
import type {
  CriteriaLevel,
  InterviewOutcome,
  ParticipationState,
  SelectionGap,
  SelectionState,
} from '../api/reference.js';

/** Shares of the points from which a level begins, in per cent; ours [Р]: no source gives any. */
const HIGH_FROM = 75;
const MEDIUM_FROM = 50;
const HUNDRED = 100;

export type Scores = Readonly<Record<string, number>>;

/** The points of a sheet and the most that there could be. */
export function pointsOf(items: readonly Pick<Criterion, 'code'>[], scores: Scores) {
  const sum = items.reduce((total, { code }) => total + (scores[code] ?? 0), 0);
  return { sum, most: items.length * MOST_POINTS };
}

/** @param percent share of the points, 0–100 */
export function levelOf(percent: number): CriteriaLevel {
  if (percent >= HIGH_FROM) return 'high';
  return percent >= MEDIUM_FROM ? 'medium' : 'low';
}

export const percentOf = ({ sum, most }: { sum: number; most: number }): number =>
  most === 0 ? 0 : Math.round((sum / most) * HUNDRED);

/**
 * Several sheets of one candidate together: the mean of their shares, so that sheets of lists of different
 * length can be compared; null without any.
 */
export function summaryOf(sheets: readonly { sum: number; most: number }[]) {
  if (sheets.length === 0) return null;
  const shares = sheets.map(({ sum, most }) => (most === 0 ? 0 : sum / most));
  const mean = shares.reduce((total, share) => total + share, 0) / shares.length;
  const percent = Math.round(mean * HUNDRED);
  return { sheets: sheets.length, percent, level: levelOf(percent) };
}

/** Codes of criteria without points, and points of criteria that the list does not have. */
export function scoreProblems(items: readonly Pick<Criterion, 'code'>[], scores: Scores) {
  const known = new Set(items.map(({ code }) => code));
  return [
    ...items
      .filter(({ code }) => scores[code] === undefined)
      .map(({ code }) => ({ path: `scores.${code}`, code: 'required' })),
    ...Object.keys(scores)
      .filter((code) => !known.has(code))
      .map((code) => ({ path: `scores.${code}`, code: 'value.invalid' })),
  ];
}

/**
 * What is missing of an interview besides single fields: a condition, or why somebody is not recommended.
 * @param sound the fields that are well-formed
 */
export function interviewProblems(sound: Readonly<Record<string, unknown>>): FieldProblem[] {
  const { outcome, reason } = sound;
  const isExplained = outcome === undefined || outcome === 'recommended' || Boolean(reason);
  return isExplained ? [] : [{ path: 'reason', code: 'required' }];
}

/** What the selection of one mentor is told from. */
export interface SelectionFacts {
  held: ParticipationState;
  /** In the register that the latest order approved. */
  approved: boolean;
  /** Of the latest interview. */
  outcome: InterviewOutcome | null;
  /** Sheets of criteria. */
  sheets: number;
}

/**
 * How far the selection is. Interviews and sheets move it on; a decision stands over them, and an order over
 * both (methodology §10): who was admitted is so, whatever is written down later, until a decision ends it. How an
 * interview of theirs ended is told beside it.
 */
export function selectionOf({ held, approved, outcome, sheets }: SelectionFacts): SelectionState {
  if (approved) return 'approved';
  if (held === 'admitted') return 'admitted';
  if (outcome === 'not_recommended') return 'not_recommended';
  if (outcome !== null && sheets > 0) return 'recommended';
  return outcome !== null || sheets > 0 ? 'in_progress' : 'none';
}

/**
 * What somebody lacks for a register approved by an order.
 * @param schooled whether they finished the mentors' school; null: the programme keeps none
 */
export function lacksOf(
  facts: Pick<SelectionFacts, 'outcome' | 'sheets'> & {
    consented: boolean;
    schooled: boolean | null;
  },
): SelectionGap[] {
  const { consented, outcome, sheets, schooled } = facts;
  const lacks: (SelectionGap | false)[] = [
    !consented && 'no_consent',
    outcome === null && 'no_interview',
    outcome === 'not_recommended' && 'not_recommended',
    sheets === 0 && 'no_criteria',
    schooled === false && 'no_school',
  ];
  return lacks.filter((gap) => gap !== false);
}
