import type { z } from 'zod';
import { addDays, daysBetween } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import {
  type Form,
  type MeetingKind,
  type PairState,
  type Rhythm,
  ROLE_VARIANTS,
} from '../api/index.js';
import type { pairFields, rhythmReason } from '../api/pairs.js';

export { addDays, daysBetween };

export type RhythmReason = z.infer<typeof rhythmReason>;
export type PairFields = z.output<typeof pairFields>;

/** A first meeting is due within so many days of the start (methodology §10). */
export const FIRST_MEETING_DAYS = 7;
/** So far beyond the programme year a pair may reach: it may go on into the summer, or begin early. */
export const YEAR_TOLERANCE_DAYS = 92;

/** What of a pair its rhythm depends on. */
export interface PairSummary {
  state: PairState;
  startsOn: string;
  lastMeetingOn: string | null;
  /** The day since which it counts as silent, the days of pauses left out; absent: there were none. */
  silentSince?: string;
}

/** What of the programme the rhythm depends on. */
export interface RhythmSettings {
  meetingEveryDays: number;
}

/**
 * How a pair keeps the rhythm today (methodology §10), and why. `days` are those since the last
 * meeting, or since the start where there was none yet, without those of pauses; 0 for a pair whose
 * rhythm is not watched or that has not begun.
 */
export function rhythmOf(
  pair: PairSummary,
  settings: RhythmSettings,
  today: string,
): { rhythm: Rhythm; reason: RhythmReason } {
  if (pair.state !== 'active') return { rhythm: 'off', reason: { code: 'not_watched', days: 0 } };
  const days = Math.max(
    0,
    daysBetween(pair.silentSince ?? pair.lastMeetingOn ?? pair.startsOn, today),
  );
  if (pair.lastMeetingOn === null) {
    return days > FIRST_MEETING_DAYS
      ? { rhythm: 'out', reason: { code: 'first_meeting_missing', days } }
      : { rhythm: 'none', reason: { code: 'new_pair', days } };
  }
  if (days > settings.meetingEveryDays) {
    return { rhythm: 'out', reason: { code: 'no_meeting_for', days } };
  }
  return days > attentionAfter(settings)
    ? { rhythm: 'attention', reason: { code: 'due_soon', days } }
    : { rhythm: 'in_rhythm', reason: { code: 'in_rhythm', days } };
}

/** Days without a meeting after which the last quarter of the interval runs. */
const attentionAfter = (settings: RhythmSettings): number =>
  Math.floor((settings.meetingEveryDays * 3) / 4);

/** The dates before which `silent_since` lies when a pair is out of rhythm, or due soon. */
export interface RhythmLimits {
  firstMissingBefore: string;
  outBefore: string;
  attentionBefore: string;
}

/** The same rule as rhythmOf(), as dates that SQL compares with. */
export function rhythmLimits(settings: RhythmSettings, today: string): RhythmLimits {
  return {
    firstMissingBefore: addDays(today, -FIRST_MEETING_DAYS),
    outBefore: addDays(today, -settings.meetingEveryDays),
    attentionBefore: addDays(today, -attentionAfter(settings)),
  };
}

/** The first meetings of a pair in the methodology's order; after them the meetings are regular. */
const OPENING_KINDS = [
  'organisational',
  'trial',
  'planning',
] as const satisfies readonly MeetingKind[];

/** The kind that comes after the furthest of the kinds that were held. */
export function nextKind(held: readonly MeetingKind[]): MeetingKind {
  if (held.some((kind) => kind === 'regular' || kind === 'closing')) return 'regular';
  const furthest = OPENING_KINDS.findLastIndex((kind) => held.includes(kind));
  return OPENING_KINDS[furthest + 1] ?? 'regular';
}

/** From each state the states that a coordinator or curator may set; a closed pair can be opened again. */
const TRANSITIONS: Readonly<Record<PairState, readonly PairState[]>> = {
  draft: ['active', 'terminated'],
  active: ['paused', 'completed', 'terminated'],
  paused: ['active', 'completed', 'terminated'],
  completed: ['active'],
  terminated: ['active'],
};

/** What is wrong with a change of state; a pause and an early end need a reason. */
export function stateProblems(
  from: PairState,
  to: PairState,
  reason: string | null,
): FieldProblem[] {
  if (!TRANSITIONS[from].includes(to)) return [{ path: 'state', code: 'pair.transition' }];
  const needsReason = to === 'paused' || to === 'terminated';
  return needsReason && !reason ? [{ path: 'reason', code: 'pair.reason' }] : [];
}

export interface YearOfProgramme {
  startsOn: string;
  endsOn: string;
  forms: readonly Form[];
}

function dateProblems(fields: PairFields, year: YearOfProgramme): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const from = addDays(year.startsOn, -YEAR_TOLERANCE_DAYS);
  const to = addDays(year.endsOn, YEAR_TOLERANCE_DAYS);
  const outside = fields.startsOn < from || fields.startsOn > year.endsOn;
  if (outside) {
    problems.push({
      path: 'startsOn',
      code: 'pair.outsideYear',
      params: { from, to: year.endsOn },
    });
  }
  if (fields.endsOn < fields.startsOn) problems.push({ path: 'endsOn', code: 'dates.order' });
  else if (fields.endsOn > to) {
    problems.push({
      path: 'endsOn',
      code: 'pair.outsideYear',
      // A beginning that is refused itself is no limit to name.
      params: { from: outside ? from : fields.startsOn, to },
    });
  }
  if (fields.orderDate !== null) {
    if (!fields.orderNumber) problems.push({ path: 'orderNumber', code: 'pair.orderNumber' });
    const earliest = addDays(fields.startsOn, -366);
    if (fields.orderDate < earliest || fields.orderDate > fields.endsOn) {
      problems.push({
        path: 'orderDate',
        code: 'pair.orderDate',
        params: { from: earliest, to: fields.endsOn },
      });
    }
  }
  return problems;
}

/**
 * What is wrong with the fields of a pair.
 * @param keeps the form that the pair has already: it stays allowed when the programme drops it
 */
export function fieldProblems(
  fields: PairFields,
  year: YearOfProgramme,
  keeps: Form | null = null,
): FieldProblem[] {
  const problems = dateProblems(fields, year);
  if (fields.form !== keeps && !year.forms.includes(fields.form)) {
    problems.push({ path: 'form', code: 'pair.formNotUsed' });
  }
  if (fields.roleVariant !== null && !ROLE_VARIANTS[fields.form].includes(fields.roleVariant)) {
    problems.push({ path: 'roleVariant', code: 'pair.variant' });
  }
  return problems;
}

/**
 * What is wrong with the people of a new pair.
 * @param holders the people who hold the role `mentor` / `mentee` in the programme
 */
export function memberProblems(
  members: { mentorIds: readonly string[]; menteeIds: readonly string[]; format: string },
  holders: {
    mentors: ReadonlySet<string>;
    mentees: ReadonlySet<string>;
    /** Whose consent was withdrawn (methodology §9.3): no new pair is made with them. */
    withdrawn: ReadonlySet<string>;
  },
): FieldProblem[] {
  const { mentorIds, menteeIds } = members;
  const problems: FieldProblem[] = [];
  const check = (ids: readonly string[], list: string, held: ReadonlySet<string>, code: string) => {
    for (const [index, id] of ids.entries()) {
      if (!held.has(id)) problems.push({ path: `${list}.${index}`, code });
      else if (holders.withdrawn.has(id))
        problems.push({ path: `${list}.${index}`, code: 'pair.personWithdrawn' });
      else if (ids.indexOf(id) !== index)
        problems.push({ path: `${list}.${index}`, code: 'pair.twice' });
    }
  };
  check(mentorIds, 'mentorIds', holders.mentors, 'pair.notMentor');
  check(menteeIds, 'menteeIds', holders.mentees, 'pair.notMentee');
  for (const [index, id] of menteeIds.entries()) {
    if (mentorIds.includes(id))
      problems.push({ path: `menteeIds.${index}`, code: 'pair.bothSides' });
  }
  if (members.format === 'individual' && menteeIds.length > 1) {
    problems.push({ path: 'format', code: 'pair.formatIndividual' });
  }
  return problems;
}
