/** What is wrong with a change of a pair on its way: pauses, people, a later end (methodology §10). */
import { addDays } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import type { PairState } from '../api/reference.js';
import { YEAR_TOLERANCE_DAYS } from '../pairs/pair-rules.js';

/** What of a pair its changes depend on. */
export interface PairFacts {
  state: PairState;
  startsOn: string;
  endsOn: string;
  lastMeetingOn: string | null;
  /** Of the pause in which it is now. */
  pausedFrom: string | null;
  /** The first day of work after its last pause. */
  resumedOn: string | null;
}

export interface Order {
  orderNumber: string | null;
  orderDate: string | null;
}

type Params = Record<string, string | number>;
const problem = (path: string, code: string, params?: Params): FieldProblem[] => [
  params === undefined ? { path, code } : { path, code, params },
];

/** A word beside «other» is asked for: a code alone tells nobody anything. */
export const noteProblems = (reason: string, note: string | null): FieldProblem[] =>
  reason === 'other' && !note ? problem('note', 'life.note') : [];

const CHANGEABLE: readonly PairState[] = ['active', 'paused'];
const UNDER_WAY = 'life.notUnderWay';

/** Changes are made of pairs that work or rest. */
export const underWay = ({ state }: Pick<PairFacts, 'state'>): FieldProblem[] =>
  CHANGEABLE.includes(state) ? [] : problem('', UNDER_WAY);

/**
 * What is wrong with the day from which a change holds: within the pair and not ahead, and no meeting that
 * is written down comes after it.
 */
export function dayProblems(
  onDate: string,
  pair: Pick<PairFacts, 'startsOn' | 'lastMeetingOn'>,
  today: string,
  path = 'onDate',
): FieldProblem[] {
  if (onDate > today) return problem(path, 'life.future', { today });
  if (onDate < pair.startsOn) return problem(path, 'life.beforeStart', { date: pair.startsOn });
  const last = pair.lastMeetingOn;
  return last !== null && onDate < last ? problem(path, 'life.meetingAfter', { date: last }) : [];
}

/** A number belongs to the date of an order, and the date lies in the year before the end of the pair. */
export function orderProblems(
  { orderNumber, orderDate }: Order,
  { startsOn, endsOn }: Pick<PairFacts, 'startsOn' | 'endsOn'>,
): FieldProblem[] {
  if (orderDate === null) return [];
  const problems = orderNumber ? [] : problem('orderNumber', 'pair.orderNumber');
  const from = addDays(startsOn, -366);
  if (orderDate >= from && orderDate <= endsOn) return problems;
  return [...problems, ...problem('orderDate', 'pair.orderDate', { from, to: endsOn })];
}

/** A pause begins today or earlier, after the last meeting, and not within an earlier pause. */
export function pauseProblems(
  input: { reason: string; note: string | null; fromOn: string; untilOn: string | null },
  pair: PairFacts,
  today: string,
): FieldProblem[] {
  if (pair.state !== 'active') return problem('', 'life.notActive');
  const { fromOn, untilOn } = input;
  const problems = [
    ...noteProblems(input.reason, input.note),
    ...dayProblems(fromOn, pair, today, 'fromOn'),
  ];
  if (problems.every(({ path }) => path !== 'fromOn') && pair.resumedOn !== null) {
    if (fromOn < pair.resumedOn)
      problems.push(...problem('fromOn', 'life.withinPause', { date: pair.resumedOn }));
  }
  if (untilOn === null) return problems;
  if (untilOn < fromOn) problems.push({ path: 'untilOn', code: 'dates.order' });
  else if (untilOn > pair.endsOn)
    problems.push(...problem('untilOn', 'life.afterEnd', { date: pair.endsOn }));
  return problems;
}

/** Work goes on today at the latest, and not before the pause began. */
export function resumeProblems(onDate: string, pair: PairFacts, today: string): FieldProblem[] {
  if (pair.state !== 'paused') return problem('', 'life.notPaused');
  if (onDate > today) return problem('onDate', 'life.future', { today });
  const { pausedFrom } = pair;
  return pausedFrom !== null && onDate < pausedFrom
    ? problem('onDate', 'life.beforePause', { date: pausedFrom })
    : [];
}

/** What is known of a mentor who is to come. */
export interface Coming {
  personId: string;
  isMentor: boolean;
  withdrawn: boolean;
  /** Places left. */
  places: number;
  /** A relation that the rules forbid, or a ban. */
  forbidden: 'relation' | 'ban' | null;
  /** Some mentee is with them already, in another pair of the form. */
  together: boolean;
}

/** What is wrong with the people of a change of mentor: the rules of a new pair. */
export function comingProblems(
  coming: Coming,
  pair: { mentorIds: readonly string[]; menteeIds: readonly string[]; leavingId: string },
): FieldProblem[] {
  const at = (code: string, params?: Params) => problem('comingId', code, params);
  const { personId } = coming;
  if (!pair.mentorIds.includes(pair.leavingId)) return problem('leavingId', 'life.notTheirMentor');
  if (personId === pair.leavingId) return at('life.sameMentor');
  if (pair.mentorIds.includes(personId)) return at('pair.twice');
  if (pair.menteeIds.includes(personId)) return at('pair.bothSides');
  if (!coming.isMentor) return at('pair.notMentor');
  if (coming.withdrawn) return at('pair.personWithdrawn');
  if (coming.forbidden !== null) return at(`life.forbidden.${coming.forbidden}`);
  if (coming.together) return at('pair.exists');
  return coming.places < pair.menteeIds.length
    ? at('life.noPlaces', { places: coming.places, n: pair.menteeIds.length })
    : [];
}

/** What is wrong with a mentee who is to join. */
export function joiningProblems(
  mentee: {
    personId: string;
    isMentee: boolean;
    withdrawn: boolean;
    together: boolean;
    forbidden: Coming['forbidden'];
    /** Some mentor of the group has no place left. */
    full: boolean;
    /** The day on which they left it before. */
    leftOn: string | null;
  },
  pair: { format: string; mentorIds: readonly string[]; menteeIds: readonly string[] },
  onDate: string,
): FieldProblem[] {
  const at = (code: string, params?: Params) => problem('personId', code, params);
  if (pair.format === 'individual') return at('life.individual');
  if (pair.menteeIds.includes(mentee.personId)) return at('life.thereAlready');
  if (pair.mentorIds.includes(mentee.personId)) return at('pair.bothSides');
  if (!mentee.isMentee) return at('pair.notMentee');
  if (mentee.withdrawn) return at('pair.personWithdrawn');
  if (mentee.forbidden !== null) return at(`life.forbidden.${mentee.forbidden}`);
  if (mentee.together) return at('pair.exists');
  if (mentee.full) return at('life.mentorFull');
  if (pair.menteeIds.length >= MOST_MENTEES) return at('pair.tooMany');
  return mentee.leftOn !== null && onDate < mentee.leftOn
    ? problem('onDate', 'life.beforeLeaving', { date: mentee.leftOn })
    : [];
}

/** As many mentees as a new group may have. */
const MOST_MENTEES = 30;

/** A later end: after the one that is planned, within the year and its tolerance. */
export function prolongProblems(
  endsOn: string,
  pair: Pick<PairFacts, 'endsOn'>,
  year: { endsOn: string },
  path = 'endsOn',
): FieldProblem[] {
  const to = addDays(year.endsOn, YEAR_TOLERANCE_DAYS);
  if (endsOn <= pair.endsOn) return problem(path, 'life.notLater', { date: pair.endsOn });
  return endsOn > to
    ? problem(path, 'pair.outsideYear', { from: addDays(pair.endsOn, 1), to })
    : [];
}
