/** What can be of a session of the mentors' school, and for whom it is. */
import type { FieldProblem } from '../../shared/errors.js';
import type { Form, SchoolAudience, SchoolMark, SchoolState } from '../api/reference.js';

export interface Audience {
  audience: SchoolAudience;
  forms: readonly Form[];
}

/** What is wrong with the fields of a session, whose state is known. */
export function sessionProblems(
  fields: Audience & { heldOn: string; personIds: readonly string[] },
  state: SchoolState,
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (state === 'held' && fields.heldOn > today) {
    problems.push({ path: 'heldOn', code: 'school.future' });
  }
  if (fields.audience === 'forms' && fields.forms.length === 0) {
    problems.push({ path: 'forms', code: 'school.noForms' });
  }
  if (fields.audience === 'chosen' && fields.personIds.length === 0) {
    problems.push({ path: 'personIds', code: 'school.nobodyChosen' });
  }
  return problems;
}

/** Why a session cannot be brought into a state; null: it can. */
export function stateProblem(
  session: { state: SchoolState; heldOn: string },
  to: SchoolState,
  { today, reason, marked }: { today: string; reason: string; marked: boolean },
): FieldProblem | null {
  if (session.state === to) return { path: '', code: 'school.transition' };
  if (to === 'held') {
    if (session.state === 'cancelled') return { path: '', code: 'school.transition' };
    return session.heldOn > today ? { path: '', code: 'school.future' } : null;
  }
  // Where somebody was marked as present, something took place.
  if (session.state === 'held' && marked) return { path: '', code: 'school.marked' };
  return to === 'cancelled' && reason === '' ? { path: 'reason', code: 'required' } : null;
}

/** Why nobody can be marked at a session; null: they can. */
export function markingProblem(
  session: { state: SchoolState; heldOn: string },
  today: string,
): FieldProblem | null {
  if (session.state === 'cancelled') return { path: '', code: 'school.cancelled' };
  return session.heldOn > today ? { path: '', code: 'school.future' } : null;
}

/** Whether a session or a material is for a mentor of these forms. */
export function isFor(
  { audience, forms }: Audience,
  mentor: { forms: readonly Form[]; invited: boolean },
): boolean {
  if (audience === 'all') return true;
  if (audience === 'chosen') return mentor.invited;
  return mentor.forms.some((form) => forms.includes(form));
}

/** What is stored of somebody at a session. */
export interface Entry {
  personId: string;
  invited: boolean;
  mark: SchoolMark | null;
  version: number;
}

/** Whether a stored entry stands on the sheet by itself, whoever the session is for. */
export const standsOnSheet = (state: SchoolState, entry: Entry): boolean =>
  // The sheet of a session that was held is what it was then.
  state === 'held' || entry.invited || entry.mark !== null;

/** Who stands on the sheet of a session: for whom it is, and who came besides. */
export function onSheet<M extends { personId: string; forms: readonly Form[] }>(
  session: Audience & { state: SchoolState },
  mentors: readonly M[],
  entries: readonly Entry[],
): M[] {
  const known = new Map(entries.map((entry) => [entry.personId, entry]));
  return mentors.filter((mentor) => {
    const entry = known.get(mentor.personId);
    if (entry && standsOnSheet(session.state, entry)) return true;
    const frozen = session.state === 'held';
    return !frozen && isFor(session, { forms: mentor.forms, invited: entry?.invited ?? false });
  });
}

/** Those whose mark was changed by somebody else since the form was opened, and into something else. */
export function outdated(
  asked: readonly { personId: string; mark: SchoolMark | null; version: number }[],
  entries: readonly Entry[],
): string[] {
  const known = new Map(entries.map((entry) => [entry.personId, entry]));
  return asked
    .filter(({ personId, mark, version }) => {
      const entry = known.get(personId);
      return (entry?.version ?? 0) !== version && (entry?.mark ?? null) !== mark;
    })
    .map(({ personId }) => personId);
}

/** A withdrawn consent freezes at once (methodology §9.3): no mark is written of whom it was; taking one away is. */
export const frozenProblems = (
  asked: readonly { personId: string; mark: SchoolMark | null }[],
  withdrawn: ReadonlySet<string>,
): FieldProblem[] =>
  asked.some(({ personId, mark }) => mark !== null && withdrawn.has(personId))
    ? [{ path: '', code: 'school.frozen' }]
    : [];
