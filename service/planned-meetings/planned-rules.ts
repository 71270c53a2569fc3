import { yearAfter } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import { OPEN_PAIR_STATES, type PairState } from '../api/index.js';
import {
  isOpenPlanned,
  type PlannedAnswer,
  type PlannedSide,
  type PlannedState,
} from '../api/planned-meeting-reference.js';
import type { PlannedFields } from '../api/planned-meetings.js';
import { isSideWithdrawn } from '../api/withdrawn-side.js';

/** What of a pair the rules of its plans need. */
export interface PlannedPair {
  state: PairState;
  startsOn: string;
  mentorIds: readonly string[];
  menteeIds: readonly string[];
  /** Of these people, those whose consent is withdrawn: nothing new is written of them (methodology §9.3). */
  withdrawn: ReadonlySet<string>;
}

/** Who plans: a side of the pair, or staff for it. */
export const sideOfCaller = (side: 'mentor' | 'mentee' | null): PlannedSide => side ?? 'staff';

const CLOSED: FieldProblem = { path: '', code: 'meeting.pairClosed' };

/** Why nothing is planned in a pair now, whatever it is; it stands alone. */
export function pairProblem(pair: PlannedPair): FieldProblem | null {
  if (!(OPEN_PAIR_STATES as readonly PairState[]).includes(pair.state)) return CLOSED;
  if (isSideWithdrawn(pair.mentorIds, pair.withdrawn))
    return { path: '', code: 'meeting.mentorWithdrawn' };
  if (isSideWithdrawn(pair.menteeIds, pair.withdrawn))
    return { path: '', code: 'planned.menteeWithdrawn' };
  return null;
}

/**
 * What is wrong with a plan, one problem for each wrong field.
 * @param today the date in the organisation's time zone
 * @param caller who plans, and whether they say that it is agreed already
 */
export function plannedProblems(
  fields: PlannedFields,
  pair: PlannedPair,
  today: string,
  caller: { side: PlannedSide; agreed: boolean },
): FieldProblem[] {
  const closed = pairProblem(pair);
  if (closed) return [closed];
  const problems: FieldProblem[] = [];
  const { onDate } = fields;
  if (onDate < today) problems.push({ path: 'onDate', code: 'planned.past', params: { today } });
  else if (onDate < pair.startsOn) {
    const params = { startsOn: pair.startsOn };
    problems.push({ path: 'onDate', code: 'meeting.beforePair', params });
  } else if (onDate > yearAfter(today)) {
    const params = { until: yearAfter(today) };
    problems.push({ path: 'onDate', code: 'meeting.nextTooFar', params });
  }
  if (caller.agreed && caller.side === 'mentee')
    problems.push({ path: 'agreed', code: 'planned.menteeAgrees' });
  return problems;
}

/** What of a planned meeting decides what may be done with it. */
export interface Standing {
  state: PlannedState;
  proposedSide: PlannedSide;
  proposedBy: string | null;
}

/** Why a planned meeting is no longer changed. */
export const notOpen = ({ state }: Pick<Standing, 'state'>): FieldProblem | null =>
  isOpenPlanned(state) ? null : { path: '', code: `planned.${state}` };

/** Whether what changes is to be agreed anew: the day, the time, how long it takes. */
export const asksAnew = (
  before: Pick<PlannedFields, 'onDate' | 'startsAt' | 'minutes'>,
  after: Pick<PlannedFields, 'onDate' | 'startsAt' | 'minutes'>,
): boolean =>
  before.onDate !== after.onDate ||
  before.startsAt !== after.startsAt ||
  before.minutes !== after.minutes;

/** Who answers: a person of the pair on a side, or staff. */
interface Answering {
  side: PlannedSide;
  personId: string | null;
}

/** Whether this caller's answer to a proposal is waited for. */
export function isAwaited(plan: Standing, caller: Answering, said: PlannedAnswer | null): boolean {
  if (plan.state !== 'proposed' || caller.side === 'staff') return false;
  if (said !== null || plan.proposedBy === caller.personId) return false;
  return caller.side === 'mentee' || plan.proposedSide !== 'mentor';
}

/** What is wrong with an answer. Who proposed agrees already and cancels what does not suit. */
export function answerProblem(
  plan: Standing,
  caller: Answering,
  answer: PlannedAnswer,
): FieldProblem | null {
  const closed = notOpen(plan);
  if (closed) return closed;
  if (answer === 'declines' && caller.side === 'staff')
    return { path: 'answer', code: 'planned.staffDeclines' };
  const own = plan.proposedBy !== null && plan.proposedBy === caller.personId;
  // A mentor who proposed may say that it is settled, whatever was answered.
  if (own && (caller.side === 'mentee' || answer === 'declines'))
    return { path: 'answer', code: 'planned.ownProposal' };
  return null;
}

/**
 * How a planned meeting stands after an answer. A mentor's or the staff's «yes» settles it; the mentees'
 * when a mentor proposed and all of them have agreed. A «no» is shown, and the mentor decides.
 * @param answers of the mentees whose consent holds, this one among them; null: nothing was said
 */
export function stateAfterAnswer(
  plan: Standing,
  caller: Answering,
  answer: PlannedAnswer,
  answers: readonly (PlannedAnswer | null)[],
): PlannedState {
  if (answer === 'declines') return plan.state;
  if (caller.side !== 'mentee') return 'agreed';
  const all = answers.length > 0 && answers.every((one) => one === 'agrees');
  return plan.proposedSide === 'mentor' && all ? 'agreed' : plan.state;
}

/** What is wrong with the reason of a cancellation. */
export const cancelProblem = (reason: string, words: string): FieldProblem | null =>
  reason === 'other' && words === '' ? { path: 'words', code: 'required' } : null;

/**
 * The mentees who came to a meeting that is told by one tap: all who did not say that they cannot, and
 * whose consent holds; where nobody is left of them, all whose consent holds.
 */
export function attendeesOf(
  menteeIds: readonly string[],
  declined: ReadonlySet<string>,
  withdrawn: ReadonlySet<string>,
): string[] {
  const free = menteeIds.filter((id) => !withdrawn.has(id));
  const came = free.filter((id) => !declined.has(id));
  return came.length > 0 ? came : free;
}
