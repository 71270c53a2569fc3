/** What can be of a group meeting (methodology §3 stage 5, §6.11), and whom it is for. */
import type { FieldProblem } from '../../shared/errors.js';
import type { GroupMeetingMark, GroupMeetingState, Side } from '../api/group-meeting-reference.js';
import type { Form, PersonState } from '../api/reference.js';

/** The programme as far as its meetings must fit into it. */
export interface Year {
  startsOn: string;
  endsOn: string;
  forms: readonly Form[];
}

interface Dated {
  state: GroupMeetingState;
  heldOn: string;
}

const outside = (day: string, { startsOn, endsOn }: Year): boolean =>
  day < startsOn || day > endsOn;

/**
 * What is wrong with the fields of a meeting, whose state is known.
 * @param before the meeting as it is stored; null: it is planned now
 */
export function meetingProblems(
  fields: { heldOn: string; form: Form },
  before: (Dated & { form: Form; hasBallots: boolean }) | null,
  { year, today }: { year: Year; today: string },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const dayChanged = before === null || before.heldOn !== fields.heldOn;
  if (dayChanged && outside(fields.heldOn, year))
    problems.push({ path: 'heldOn', code: 'groupMeeting.outsideYear' });
  else if (before?.state === 'held' && fields.heldOn > today)
    problems.push({ path: 'heldOn', code: 'groupMeeting.future' });
  if (before?.form !== fields.form) {
    if (!year.forms.includes(fields.form))
      problems.push({ path: 'form', code: 'groupMeeting.formNotUsed' });
    else if (before?.hasBallots)
      problems.push({ path: 'form', code: 'groupMeeting.ballotsOpened' });
  }
  return problems;
}

/** Why a meeting cannot be brought into a state; null: it can. */
export function stateProblem(
  meeting: Dated & { hasBallots: boolean },
  to: GroupMeetingState,
  facts: { today: string; reason: string; invited: number; marked: boolean },
): FieldProblem | null {
  const { today, reason, invited, marked } = facts;
  if (meeting.state === to) return { path: '', code: 'groupMeeting.transition' };
  if (to === 'held') {
    if (meeting.state === 'cancelled') return { path: '', code: 'groupMeeting.transition' };
    if (meeting.heldOn > today) return { path: '', code: 'groupMeeting.future' };
    return invited === 0 ? { path: '', code: 'groupMeeting.nobodyInvited' } : null;
  }
  if (meeting.hasBallots) return { path: '', code: 'groupMeeting.ballotsOpened' };
  // Where somebody was noted, something took place.
  if (meeting.state === 'held' && marked) return { path: '', code: 'groupMeeting.marked' };
  return to === 'cancelled' && reason === '' ? { path: 'reason', code: 'required' } : null;
}

/** Why nobody can be marked at a meeting; null: they can. */
export function markingProblem(
  meeting: Dated,
  { today, invited }: { today: string; invited: number },
): FieldProblem | null {
  if (meeting.state === 'cancelled') return { path: '', code: 'groupMeeting.cancelled' };
  if (meeting.heldOn > today) return { path: '', code: 'groupMeeting.future' };
  return invited === 0 ? { path: '', code: 'groupMeeting.nobodyInvited' } : null;
}

/** Why the questionnaires about preferences cannot be opened, by field. */
export function ballotProblems(
  meeting: Dated & { hasBallots: boolean },
  dates: { startsOn: string; endsOn: string },
  { year, today, there }: { year: Year; today: string; there: Readonly<Record<Side, number>> },
): FieldProblem[] {
  if (meeting.hasBallots) return [{ path: '', code: 'groupMeeting.ballotsOpened' }];
  if (meeting.state !== 'held') return [{ path: '', code: 'groupMeeting.notHeld' }];
  if (there.mentee + there.mentor === 0) return [{ path: '', code: 'groupMeeting.nobodyThere' }];
  // Nobody could be chosen.
  if (there.mentee === 0) return [{ path: '', code: 'groupMeeting.noMentees' }];
  if (there.mentor === 0) return [{ path: '', code: 'groupMeeting.noMentors' }];
  const problems: FieldProblem[] = [];
  if (outside(dates.startsOn, year))
    problems.push({ path: 'startsOn', code: 'groupMeeting.outsideYear' });
  else if (dates.startsOn < meeting.heldOn)
    problems.push({ path: 'startsOn', code: 'groupMeeting.beforeMeeting' });
  if (outside(dates.endsOn, year))
    problems.push({ path: 'endsOn', code: 'groupMeeting.outsideYear' });
  else if (dates.endsOn < dates.startsOn) problems.push({ path: 'endsOn', code: 'wave.dates' });
  else if (dates.endsOn < today) problems.push({ path: 'endsOn', code: 'wave.over' });
  return problems;
}

/** What is stored of somebody who is invited. */
export interface Invited {
  personId: string;
  side: Side;
  mark: GroupMeetingMark | null;
  version: number;
}

export interface Mark {
  personId: string;
  mark: GroupMeetingMark | null;
  version: number;
}

/** Those whose mark was changed by somebody else since the form was opened, and into something else. */
export function outdated(asked: readonly Mark[], entries: readonly Invited[]): string[] {
  const known = new Map(entries.map((entry) => [entry.personId, entry]));
  return asked
    .filter(({ personId, mark, version }) => {
      const entry = known.get(personId);
      return entry !== undefined && entry.version !== version && entry.mark !== mark;
    })
    .map(({ personId }) => personId);
}

/**
 * The marks to be written: those that were asked for and differ, and `rest` for all others of whom
 * nothing was noted.
 * @param frozen of whom nothing new may be written: `rest` passes them over
 */
export function marksToWrite(
  entries: readonly Invited[],
  asked: readonly Mark[],
  rest: GroupMeetingMark | null,
  frozen: ReadonlySet<string>,
): { personId: string; mark: GroupMeetingMark | null; before: Invited }[] {
  const said = new Map(asked.map((one) => [one.personId, one.mark]));
  return entries.flatMap((before) => {
    const { personId } = before;
    const wanted = said.has(personId) ? (said.get(personId) ?? null) : before.mark;
    const mark = wanted === null && rest !== null && !frozen.has(personId) ? rest : wanted;
    return mark === before.mark ? [] : [{ personId, mark, before }];
  });
}

/** Whether a mark is to be written of somebody whose consent does not hold; taking one away is no matter. */
export const frozenProblems = (
  news: readonly { personId: string; mark: GroupMeetingMark | null }[],
  frozen: ReadonlySet<string>,
): FieldProblem[] =>
  news.some(({ personId, mark }) => mark !== null && frozen.has(personId))
    ? [{ path: '', code: 'groupMeeting.frozen' }]
    : [];

/** One side of somebody, as far as a meeting asks. */
export interface SideFacts {
  role: Side;
  state: PersonState;
}

/** Somebody who takes part in the programme. */
export interface PersonFacts {
  personId: string;
  name: string;
  groupName: string | null;
  sortKey: string;
  participations: readonly SideFacts[];
  /** Of the pairs in which they are or were. */
  forms: readonly Form[];
  /** A consent holds today. */
  consent: boolean;
}

/** What a mentor says of themselves. */
export interface MentorFacts {
  forms: readonly Form[];
  /** Mentees that they can still take. */
  places: number;
}

/** Somebody who can be invited. */
export interface Candidate {
  personId: string;
  name: string;
  groupName: string | null;
  sortKey: string;
  side: Side;
  /** They are invited with the pool of the form. */
  inPool: boolean;
  consent: boolean;
}

const OVER: readonly PersonState[] = ['completed', 'withdrawn'];
const MENTEE_IN_POOL: readonly PersonState[] = ['pool', 'waiting'];
const MENTOR_IN_POOL: readonly PersonState[] = ['pool', 'waiting', 'proposed', 'paired'];

/** Who has said nothing of forms, and stood in no pair, is of any. */
const isOfForm = (forms: readonly Form[], form: Form): boolean =>
  forms.length === 0 || forms.includes(form);

function inPool(
  { role, state }: SideFacts,
  person: PersonFacts,
  mentor: MentorFacts | undefined,
  form: Form,
): boolean {
  if (role === 'mentee') return MENTEE_IN_POOL.includes(state) && isOfForm(person.forms, form);
  if (mentor === undefined || mentor.places === 0) return false;
  return MENTOR_IN_POOL.includes(state) && isOfForm(mentor.forms, form);
}

/**
 * Those who can be invited to a meeting of a form, each on one side: where somebody stands on both, on the
 * one whose pool they are in, else as a mentee.
 */
export function candidatesOf(
  people: readonly PersonFacts[],
  mentors: ReadonlyMap<string, MentorFacts>,
  form: Form,
): Candidate[] {
  return people.flatMap((person) => {
    const { personId, name, groupName, sortKey, consent } = person;
    const sides = person.participations
      .filter(({ state }) => !OVER.includes(state))
      .map((side) => ({
        side: side.role,
        inPool: inPool(side, person, mentors.get(personId), form),
      }))
      .sort((a, b) => Number(b.inPool) - Number(a.inPool) || (a.side < b.side ? -1 : 1));
    const [first] = sides;
    return first ? [{ personId, name, groupName, sortKey, consent, ...first }] : [];
  });
}
