import { yearAfter } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import type { Confirmation, PairState } from '../api/index.js';
import { OPEN_PAIR_STATES } from '../api/index.js';
import type { MeetingFields } from '../api/meetings.js';
import { isSideWithdrawn } from '../api/withdrawn-side.js';

export const MIN_MINUTES = 5;
export const MAX_MINUTES = 720;

/** True while meetings of the pair are logged, corrected and answered to. */
export const isOpen = (state: PairState): boolean =>
  (OPEN_PAIR_STATES as readonly PairState[]).includes(state);

/** What of a pair the rules of its meetings need. */
export interface MeetingPair {
  state: PairState;
  startsOn: string;
  /** Mentees who may have come on the day of the meeting. */
  menteeIds: ReadonlySet<string>;
}

/** The problem of a write to a pair that is not open; it stands alone, since nothing else matters. */
export const PAIR_CLOSED: FieldProblem = { path: '', code: 'meeting.pairClosed' };

/** The problem of a write to a record that was withdrawn. */
export const WITHDRAWN: FieldProblem = { path: '', code: 'meeting.withdrawn' };

/** Whether a corrector may withdraw a record: of the mentors only the one who wrote it. */
export const mayWithdraw = (
  caller: { role: string; personId: string | null },
  authorId: string | null,
): boolean => caller.role !== 'mentor' || (authorId !== null && authorId === caller.personId);

function dateProblems(fields: MeetingFields, pair: MeetingPair, today: string): FieldProblem[] {
  const { heldOn, nextOn } = fields;
  const problems: FieldProblem[] = [];
  if (heldOn > today) {
    problems.push({ path: 'heldOn', code: 'meeting.inFuture', params: { today } });
  } else if (heldOn < pair.startsOn) {
    problems.push({
      path: 'heldOn',
      code: 'meeting.beforePair',
      params: { startsOn: pair.startsOn },
    });
  }
  if (nextOn !== null && nextOn <= heldOn) {
    problems.push({ path: 'nextOn', code: 'meeting.nextNotAfter', params: { heldOn } });
  } else if (nextOn !== null && nextOn > yearAfter(heldOn)) {
    problems.push({
      path: 'nextOn',
      code: 'meeting.nextTooFar',
      params: { until: yearAfter(heldOn) },
    });
  }
  return problems;
}

/**
 * What is wrong with the record of a meeting, one problem for each wrong field; empty: nothing. What
 * a value may look like at all (codes, links, lengths) the contract's schema has already checked.
 * @param today the date in the organisation's time zone
 */
export function meetingProblems(
  fields: MeetingFields,
  pair: MeetingPair,
  today: string,
): FieldProblem[] {
  if (!isOpen(pair.state)) return [PAIR_CLOSED];
  const problems = dateProblems(fields, pair, today);
  if (fields.minutes < MIN_MINUTES || fields.minutes > MAX_MINUTES) {
    problems.push({ path: 'minutes', code: 'meeting.minutes' });
  }
  fields.attendeeIds.forEach((id, i) => {
    if (!pair.menteeIds.has(id))
      problems.push({ path: `attendeeIds.${i}`, code: 'meeting.notOfPair' });
  });
  return problems;
}

/** A withdrawn consent freezes at once (methodology §9.3): nothing new is written of whom it was. */
export function frozenProblems(
  attendeeIds: readonly string[],
  mentorIds: readonly string[],
  withdrawn: ReadonlySet<string>,
): FieldProblem[] {
  if (isSideWithdrawn(mentorIds, withdrawn)) return [{ path: '', code: 'meeting.mentorWithdrawn' }];
  return attendeeIds.flatMap((id, i) =>
    withdrawn.has(id) ? [{ path: `attendeeIds.${i}`, code: 'meeting.menteeWithdrawn' }] : [],
  );
}

/** What of a stored meeting its mentees have confirmed. */
export interface ConfirmedFacts {
  heldOn: string;
  minutes: number;
  attendeeIds: readonly string[];
}

/**
 * The mentees who are asked to confirm again after a correction: all of them when the date or the
 * length changed, else those whose coming changed, and who disputed the record: whatever was
 * corrected is the answer to them. (Only who came can be asked; that somebody came who is said not to
 * have come stays disputed until the record says it.) Their ratings are dropped with it, since they were
 * given to another record.
 */
export function asksAgain(
  before: ConfirmedFacts,
  after: ConfirmedFacts,
  menteeIds: readonly string[],
  disputedIds: readonly string[],
): string[] {
  if (before.heldOn !== after.heldOn || before.minutes !== after.minutes) return [...menteeIds];
  return menteeIds.filter(
    (id) =>
      before.attendeeIds.includes(id) !== after.attendeeIds.includes(id) ||
      (after.attendeeIds.includes(id) && disputedIds.includes(id)),
  );
}

/** How a mentee stands in a meeting before they answer. */
export interface Invitation {
  came: boolean;
  confirmation: Confirmation;
}

/**
 * What is wrong with a mentee's answer. Who came confirms or disputes; who did not come by the record
 * may only dispute that. The first answer is taken as long as the pair exists, so that a closing
 * meeting can be confirmed after the pair was completed; an answer is changed only while it is open.
 */
export function responseProblems(
  invitation: Invitation,
  decision: 'confirmed' | 'disputed',
  state: PairState,
): FieldProblem[] {
  const first = invitation.confirmation === 'waiting';
  if (!isOpen(state) && !(first && state !== 'draft')) return [PAIR_CLOSED];
  if (!invitation.came && decision === 'confirmed') {
    return [{ path: 'decision', code: 'meeting.notAttended' }];
  }
  return [];
}
