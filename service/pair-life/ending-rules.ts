/** What is wrong with the end of a pair, and what follows from it (methodology §9.2, §10). */
import type { FieldProblem } from '../../shared/errors.js';
import type { Continuation, EndDecision, NextPlace } from '../api/index.js';
import { dayProblems, noteProblems, type PairFacts, underWay } from './life-rules.js';

export interface EarlyEnd {
  onDate: string;
  reason: string;
  note: string | null;
  talkHeld: boolean;
  talkOn: string | null;
  next: readonly { personId: string; next: NextPlace }[];
}

/**
 * What is wrong with an early end. Where each mentee goes is to be said of all of them: a pair that ends
 * without a word on what comes next is what harms (STAR, premature closures).
 */
export function earlyEndProblems(
  end: EarlyEnd,
  pair: PairFacts & { menteeIds: readonly string[] },
  today: string,
): FieldProblem[] {
  const problems = underWay(pair);
  if (problems.length > 0) return problems;
  problems.push(...noteProblems(end.reason, end.note));
  problems.push(...dayProblems(end.onDate, pair, today));
  if (end.talkHeld && end.talkOn === null) problems.push({ path: 'talkOn', code: 'life.talkOn' });
  if (end.talkOn !== null && !end.talkHeld)
    problems.push({ path: 'talkOn', code: 'life.talkNotHeld' });
  else if (end.talkOn !== null) problems.push(...talkProblems(end.talkOn, pair, today));
  const said = new Map(end.next.map(({ personId, next }) => [personId, next]));
  for (const personId of pair.menteeIds) {
    if (!said.has(personId)) problems.push({ path: `next.${personId}`, code: 'life.next' });
  }
  for (const personId of said.keys()) {
    if (!pair.menteeIds.includes(personId))
      problems.push({ path: `next.${personId}`, code: 'life.notTheirMentee' });
  }
  return problems;
}

function talkProblems(talkOn: string, pair: PairFacts, today: string): FieldProblem[] {
  if (talkOn > today) return [{ path: 'talkOn', code: 'life.future', params: { today } }];
  return talkOn < pair.startsOn
    ? [{ path: 'talkOn', code: 'life.beforeStart', params: { date: pair.startsOn } }]
    : [];
}

export interface PlannedEnd {
  decision: EndDecision;
  onDate: string;
  noClosing: string | null;
  continuation: Continuation | null;
  nextStartsOn: string | null;
  nextEndsOn: string | null;
}

/** True when the pair is over by this decision; one that is prolonged is not. */
export const closes = (end: Pick<PlannedEnd, 'decision' | 'continuation'>): boolean =>
  end.decision !== 'continue' || end.continuation === 'following';

/**
 * What is wrong with an end by decision, apart from the dates of what follows. The closing meeting is in the
 * log, or it is said why not; a pair that goes on as it is needs none yet.
 */
export function plannedEndProblems(
  end: PlannedEnd,
  pair: PairFacts,
  closingMeetingOn: string | null,
  today: string,
): FieldProblem[] {
  const problems = underWay(pair);
  if (problems.length > 0) return problems;
  problems.push(...dayProblems(end.onDate, pair, today));
  if (end.decision === 'continue') {
    if (end.continuation === null) problems.push({ path: 'continuation', code: 'life.how' });
    if (end.nextEndsOn === null) problems.push({ path: 'nextEndsOn', code: 'required' });
    if (end.continuation === 'following' && end.nextStartsOn === null)
      problems.push({ path: 'nextStartsOn', code: 'required' });
    if (end.continuation === 'following' && (end.nextStartsOn ?? end.onDate) < end.onDate)
      problems.push({
        path: 'nextStartsOn',
        code: 'life.followsBefore',
        params: { date: end.onDate },
      });
  }
  if (closes(end) && closingMeetingOn === null && !end.noClosing)
    problems.push({ path: 'noClosing', code: 'life.noClosing' });
  return problems;
}
