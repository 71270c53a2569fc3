import { addDays, daysBetween } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import {
  CLOSED_PAIR_STATES,
  type Form,
  type GoalState,
  OPEN_GOAL_STATES,
  type PairState,
  PLAN_TEXTS,
  type PlanKind,
  type PlanState,
  type PlanStop,
} from '../api/index.js';
import type { GoalFields, GoalResult, PlanFields } from '../api/plans.js';
import { isSideWithdrawn } from '../api/withdrawn-side.js';

/**
 * A plan is to be confirmed within so many days of the pair's start: by then the three first meetings
 * have been held, of which the third plans the work (methodology §3 stage 6, a meeting in 14 days).
 */
export const CONFIRM_WITHIN_DAYS = 30;

/** Teachers work by a personalised programme (letter АЗ-1128/08, methodology §9.2), all others by an ИПР. */
const WITH_PROGRAMME: readonly Form[] = [
  'teacher_teacher',
  'head_teacher',
  'university_young_teacher',
];

/** The kind of plan that is usual for a form of mentoring. */
export const usualKind = (form: Form): PlanKind =>
  WITH_PROGRAMME.includes(form) ? 'personal_programme' : 'individual_plan';

/** What of a pair decides whether its plans are written. */
export interface PlanPair {
  state: PairState;
  startsOn: string;
  endsOn: string;
  mentorIds: readonly string[];
  menteeIds: readonly string[];
}

/**
 * Why nothing is written into the plan of a mentee; null: it may be. A withdrawn consent freezes at once
 * (methodology §9.3), as it does with meetings.
 */
export function stopOf(
  pair: PlanPair,
  menteeId: string,
  withdrawn: ReadonlySet<string>,
): PlanStop | null {
  if ((CLOSED_PAIR_STATES as readonly PairState[]).includes(pair.state)) return 'pair_closed';
  if (!pair.menteeIds.includes(menteeId)) return 'left_pair';
  if (withdrawn.has(menteeId)) return 'mentee_withdrawn';
  return isSideWithdrawn(pair.mentorIds, withdrawn) ? 'mentor_withdrawn' : null;
}

/** A row as it is stored, as far as rules look at it. */
export interface RowFacts extends GoalFields {
  rowId: string;
  state: GoalState;
  /** Its term in the version that both confirmed; null: it is not in it. */
  confirmedDueOn: string | null;
  removed: boolean;
}

type Agreed = GoalFields & { rowId: string };

/** What both sides agree on: the part above the rows, and the goals with terms and planned results. */
export interface PlanContent extends PlanFields {
  goals: Agreed[];
}

/** The fields of a plan alone, in one order, out of anything that has them. */
export const planFieldsOf = (from: PlanFields): PlanFields => ({
  kind: from.kind,
  startsOn: from.startsOn,
  endsOn: from.endsOn,
  difficulties: from.difficulties,
  directions: from.directions,
  problem: from.problem,
  aim: from.aim,
  tasks: from.tasks,
  functions: from.functions,
  ways: from.ways,
  mode: from.mode,
  schedule: from.schedule,
  results: from.results,
  control: from.control,
});

export const goalFieldsOf = ({ task, dueOn, planned }: GoalFields): GoalFields => ({
  task,
  dueOn,
  planned,
});

export const sameGoal = (a: GoalFields, b: GoalFields): boolean =>
  a.task === b.task && a.dueOn === b.dueOn && a.planned === b.planned;

/** What is agreed in a plan as it is now. */
export const contentOf = (fields: PlanFields, rows: readonly RowFacts[]): PlanContent => ({
  ...planFieldsOf(fields),
  goals: rows
    .filter(({ removed }) => !removed)
    .map((row) => ({ rowId: row.rowId, ...goalFieldsOf(row) })),
});

/** What is read of a content when it is compared: texts of the other kind and the order say nothing. */
function compared(content: PlanContent): string {
  const { kind, startsOn, endsOn, mode } = content;
  const texts = PLAN_TEXTS[kind].map((name) => content[name]);
  const goals = content.goals
    .map(({ rowId, task, dueOn, planned }) => [rowId, task, dueOn, planned])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return JSON.stringify([
    kind,
    startsOn,
    endsOn,
    kind === 'personal_programme' ? mode : null,
    texts,
    goals,
  ]);
}

export const sameContent = (a: PlanContent, b: PlanContent): boolean => compared(a) === compared(b);

/**
 * The state of a plan after its words were changed. What was offered is to be offered again; what stands
 * again as both confirmed it is confirmed.
 */
export function stateAfterEdit(now: PlanContent, confirmed: PlanContent | null): PlanState {
  if (confirmed === null) return 'draft';
  return sameContent(now, confirmed) ? 'confirmed' : 'changed';
}

/** What is wrong with the dates of a plan, which lie inside the pair's, and with its rows then. */
export function periodProblems(
  fields: Pick<PlanFields, 'startsOn' | 'endsOn'>,
  pair: Pick<PlanPair, 'startsOn' | 'endsOn'>,
  terms: readonly string[],
): FieldProblem[] {
  const { startsOn, endsOn } = fields;
  const outside = { from: pair.startsOn, until: pair.endsOn };
  const problems: FieldProblem[] = [];
  if (startsOn < pair.startsOn || startsOn > pair.endsOn)
    problems.push({ path: 'startsOn', code: 'plan.outsidePair', params: outside });
  if (endsOn < startsOn) problems.push({ path: 'endsOn', code: 'dates.order' });
  else if (endsOn > pair.endsOn)
    problems.push({ path: 'endsOn', code: 'plan.outsidePair', params: outside });
  if (problems.length > 0) return problems;
  const left = terms.filter((dueOn) => dueOn < startsOn || dueOn > endsOn).length;
  if (left > 0) problems.push({ path: 'endsOn', code: 'plan.rowsOutside', params: { n: left } });
  return problems;
}

/** What is wrong with the term of a row: it lies inside the plan's dates. */
export function termProblems(
  { dueOn }: Pick<GoalFields, 'dueOn'>,
  { startsOn, endsOn }: Pick<PlanFields, 'startsOn' | 'endsOn'>,
): FieldProblem[] {
  if (dueOn >= startsOn && dueOn <= endsOn) return [];
  return [{ path: 'dueOn', code: 'plan.termOutside', params: { from: startsOn, until: endsOn } }];
}

/** What is wrong with what is noted of a goal: one that is dropped says why, a mark is given to what was tried. */
export function resultProblems({ state, reason, mark }: GoalResult): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (state === 'dropped' && reason === '')
    problems.push({ path: 'reason', code: 'plan.noReason' });
  if (mark !== null && (state === 'planned' || state === 'dropped'))
    problems.push({ path: 'mark', code: 'plan.markTooEarly' });
  return problems;
}

/** Terms and states of goals, as they are counted. */
export type CountedGoal = [dueOn: string, state: GoalState];

/** The goals of the version that both confirmed, but those that were dropped; null: nothing was confirmed. */
export function countedGoals(
  rows: readonly RowFacts[],
  confirmedNumber: number | null,
): CountedGoal[] | null {
  if (confirmedNumber === null) return null;
  return rows.flatMap(({ confirmedDueOn, state }) =>
    confirmedDueOn === null || state === 'dropped' ? [] : [[confirmedDueOn, state]],
  );
}

const isOpen = (state: GoalState): boolean =>
  (OPEN_GOAL_STATES as readonly GoalState[]).includes(state);

/**
 * How far a plan is: of what both confirmed, or, before that, of what is written. Dropped goals are not
 * counted; only those that are done whole count as done here.
 */
export function figuresOf(rows: readonly RowFacts[], confirmedNumber: number | null) {
  const goals: CountedGoal[] =
    countedGoals(rows, confirmedNumber) ??
    rows
      .filter(({ removed, state }) => !removed && state !== 'dropped')
      .map(({ dueOn, state }) => [dueOn, state]);
  const open = goals.filter(([, state]) => isOpen(state)).map(([dueOn]) => dueOn);
  return {
    goals: goals.length,
    done: goals.filter(([, state]) => state === 'done').length,
    nextDueOn: open.sort()[0] ?? null,
  };
}

/** True when the term of a goal has passed and something is still expected of it. */
export const isOverdue = (goal: { dueOn: string; state: GoalState }, today: string): boolean =>
  isOpen(goal.state) && goal.dueOn < today;

/**
 * How long a plan has waited for its first confirmation, in days since the pair's start; null: it is
 * confirmed, there is still time, or the pair does not work now.
 */
export function unconfirmedDays(
  pair: { state: PairState; startsOn: string },
  confirmedNumber: number | null,
  today: string,
): number | null {
  if (pair.state !== 'active' || confirmedNumber !== null) return null;
  const days = daysBetween(pair.startsOn, today);
  return days > CONFIRM_WITHIN_DAYS ? days : null;
}

/** The pairs that began before this day are late without a confirmed plan: unconfirmedDays() as SQL has it. */
export const lateIfBefore = (today: string): string => addDays(today, -CONFIRM_WITHIN_DAYS);
