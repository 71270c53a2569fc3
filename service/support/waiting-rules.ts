/** Which mentees wait for a mentor, since when, and the order of their list (methodology §3 stage 5, §10). */
import { byCodeUnits } from '../../shared/compare.js';
import { daysBetween } from '../../shared/dates.js';
import type { FieldProblem } from '../../shared/errors.js';
import type { SupportKind, WaitingReason } from '../api/group-meeting-reference.js';
import type { Form, PersonState } from '../api/reference.js';
import { meetsSearch } from '../names/index.js';

/** A mentee as the standings tell of them. */
export interface MenteeFacts {
  personId: string;
  name: string;
  sortKey: string;
  groupName: string | null;
  forms: readonly Form[];
  /** Of their side as a mentee. */
  state: PersonState;
  consent: boolean;
}

/** What says since when somebody waits; days are calendar dates. */
export interface SinceFacts {
  /** The day on which they were admitted or put on the waiting list, or came into the programme. */
  decidedOn: string;
  supported: boolean;
  /** The day on which the last pair of theirs ended early, or they left it; null: none did. */
  endedOn: string | null;
}

/** The latest entry of somebody's support log, and how many there are. */
export interface SupportFacts {
  entries: number;
  latest: {
    heldOn: string;
    kind: SupportKind;
    nextStep: string | null;
    nextOn: string | null;
  } | null;
}

/**
 * Why a mentee waits; null: they do not. Whose pair ended early and who was never admitted by a decision
 * is open again too, as far as their consent holds.
 */
export function waitingReason(
  { state, consent }: Pick<MenteeFacts, 'state' | 'consent'>,
  { endedOn }: Pick<SinceFacts, 'endedOn'>,
): WaitingReason | null {
  if (!consent) return null;
  if (state === 'waiting') return 'waiting';
  if (endedOn !== null && (state === 'pool' || state === 'consent')) return 'pair_ended';
  return state === 'pool' ? 'pool' : null;
}

/** A row of the waiting list. */
export interface Waiting extends SupportFacts {
  personId: string;
  name: string;
  sortKey: string;
  groupName: string | null;
  forms: Form[];
  reason: WaitingReason;
  since: string;
  days: number;
  supported: boolean;
}

const NO_ENTRIES: SupportFacts = { entries: 0, latest: null };

/** A mentee as the waiting list shows them; null: they do not wait. */
export function waitingOf(
  mentee: MenteeFacts,
  since: SinceFacts,
  support: SupportFacts | undefined,
  today: string,
): Waiting | null {
  const reason = waitingReason(mentee, since);
  if (reason === null) return null;
  const { personId, name, sortKey, groupName, forms } = mentee;
  // Without a mentor they are since the pair ended, whatever was decided of them after that.
  const day = since.endedOn ?? since.decidedOn;
  return {
    personId,
    name,
    sortKey,
    groupName,
    forms: [...forms],
    reason,
    since: day,
    days: Math.max(0, daysBetween(day, today)),
    supported: since.supported,
    ...(support ?? NO_ENTRIES),
  };
}

export interface WaitingFilter {
  search?: string | undefined;
  form?: Form | undefined;
  groupName?: string | undefined;
  reason?: WaitingReason | undefined;
  support?: 'some' | 'none' | 'due' | undefined;
}

/** A next step was agreed whose day has come. */
export const isDue = ({ latest }: SupportFacts, today: string): boolean =>
  latest !== null && latest.nextOn !== null && latest.nextOn <= today;

function meetsSupport(row: Waiting, support: WaitingFilter['support'], today: string): boolean {
  if (support === 'none') return row.entries === 0;
  if (support === 'some') return row.entries > 0;
  return support === undefined || isDue(row, today);
}

export function meets(row: Waiting, filter: WaitingFilter, today: string): boolean {
  const { search, form, groupName, reason, support } = filter;
  return (
    (form === undefined || row.forms.includes(form)) &&
    (groupName === undefined || row.groupName === groupName) &&
    (reason === undefined || row.reason === reason) &&
    meetsSupport(row, support, today) &&
    meetsSearch(search, row.sortKey)
  );
}

export type WaitingSort = '-days' | 'days' | 'name' | '-name' | 'group' | 'next';

const LAST = '9999-12-31';
const nextOf = ({ latest }: Waiting): string => latest?.nextOn ?? LAST;
const inRussian = new Intl.Collator('ru', { numeric: true });

const COMPARE: Readonly<Record<WaitingSort, (a: Waiting, b: Waiting) => number>> = {
  '-days': (a, b) => b.days - a.days,
  days: (a, b) => a.days - b.days,
  name: () => 0,
  '-name': () => 0,
  group: (a, b) =>
    Number(!a.groupName) - Number(!b.groupName) ||
    inRussian.compare(a.groupName ?? '', b.groupName ?? ''),
  next: (a, b) => byCodeUnits(nextOf(a), nextOf(b)),
};

/** @param rows in the order of names, which stays among equals */
export const sorted = (rows: readonly Waiting[], sort: WaitingSort): Waiting[] =>
  sort === '-name' ? [...rows].reverse() : [...rows].sort(COMPARE[sort]);

/** What is wrong with an entry of the support log, by field. */
export function entryProblems(
  entry: { heldOn: string; nextStep: string | null; nextOn: string | null },
  { year, today }: { year: { startsOn: string; endsOn: string }; today: string },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { heldOn, nextOn } = entry;
  if (heldOn > today) problems.push({ path: 'heldOn', code: 'support.future' });
  else if (heldOn < year.startsOn || heldOn > year.endsOn)
    problems.push({ path: 'heldOn', code: 'support.outsideYear' });
  if (nextOn === null) return problems;
  if (nextOn < heldOn) problems.push({ path: 'nextOn', code: 'support.nextBefore' });
  else if (nextOn > year.endsOn) problems.push({ path: 'nextOn', code: 'support.outsideYear' });
  if (!entry.nextStep) problems.push({ path: 'nextStep', code: 'support.nextStep' });
  return problems;
}
