/** Rules of the mentors' council and its minutes. */
import type { FieldProblem } from '../../shared/errors.js';
import type { CouncilMemberFields, ProtocolFields } from '../api/council.js';
import type { CouncilRole, ProtocolGap } from '../api/reference.js';

interface Term {
  since: string;
  until: string | null;
}

/** Whether somebody sits in the council on a day. */
export const sitsOn = ({ since, until }: Term, day: string): boolean =>
  since <= day && (until === null || until >= day);

/** What cannot be of a member. */
export function memberProblems(fields: CouncilMemberFields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (fields.personId === null && !fields.name) problems.push({ path: 'name', code: 'required' });
  if (fields.until !== null && fields.until < fields.since) {
    problems.push({ path: 'until', code: 'dates.order' });
  }
  return problems;
}

const ORDER: readonly CouncilRole[] = ['chair', 'secretary', 'member'];

/** Who sits now first, by role, then by name in Russian order. */
export function inOrder<T extends { current: boolean; role: CouncilRole; name: string }>(
  members: readonly T[],
): T[] {
  return [...members].sort(
    (a, b) =>
      Number(b.current) - Number(a.current) ||
      ORDER.indexOf(a.role) - ORDER.indexOf(b.role) ||
      a.name.localeCompare(b.name, 'ru'),
  );
}

/**
 * What cannot be of minutes on a day: a sitting to come, somebody present who did not sit in the council.
 * @param terms the members' terms by their id
 */
export function protocolProblems(
  fields: ProtocolFields,
  terms: ReadonlyMap<string, Term>,
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (fields.heldOn > today) problems.push({ path: 'heldOn', code: 'date.future' });
  const strangers = fields.presentIds.filter((id) => {
    const term = terms.get(id);
    return term === undefined || !sitsOn(term, fields.heldOn);
  });
  if (strangers.length > 0) problems.push({ path: 'presentIds', code: 'protocol.notMember' });
  return problems;
}

/** What is missing of minutes before they can be signed. */
export function signingProblems(fields: {
  presentIds: readonly string[];
  points: readonly { decision: string }[];
}): { path: string; code: ProtocolGap }[] {
  const problems: { path: string; code: ProtocolGap }[] = [];
  if (fields.presentIds.length === 0) {
    problems.push({ path: 'presentIds', code: 'protocol.nobodyPresent' });
  }
  if (fields.points.length === 0) problems.push({ path: 'points', code: 'protocol.noPoints' });
  if (fields.points.some(({ decision }) => decision === '')) {
    problems.push({ path: 'points', code: 'protocol.noDecision' });
  }
  return problems;
}
