/** The rows of the registers from what is known of people and pairs (methodology §5.1, §5.2, §5.4). */
import type { MentorCells } from '../api/mentor-registers.js';
import type { ConsentGap, Form } from '../api/reference.js';
import type { Register, RegisterRow } from '../api/registers.js';
import {
  endOf,
  markOf,
  mentorCells,
  othersCells,
  ownCells,
  type RegisterMember,
  type RegisterPart,
  type RegisterPerson,
  type Side,
  unpairedForm,
} from './official-cells-rules.js';

export interface RegisterFacts {
  people: ReadonlyMap<string, RegisterPerson>;
  /** In the order of names; candidates too. */
  parts: readonly RegisterPart[];
  members: readonly RegisterMember[];
  /** Why somebody's data may not be used in registers; empty: they may. */
  refused: ReadonlyMap<string, readonly ConsentGap[]>;
}

/** A row before it has its number, with what filters ask. */
export type RegisterDraft = Omit<RegisterRow, 'number'> & {
  sortKey: string;
  othersKey: string;
  gaps: readonly ConsentGap[];
  withoutContacts: boolean;
};

const byName = (a: RegisterPerson, b: RegisterPerson): number =>
  a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0;

/** Those who stand on the other side of a pairing and whose data may be used. */
function othersOf(
  own: RegisterMember,
  byPair: ReadonlyMap<string, RegisterMember[]>,
  facts: RegisterFacts,
): RegisterPerson[] {
  const opposite = (byPair.get(own.pairId) ?? []).filter((one) => one.side !== own.side);
  const present = opposite.filter((one) => one.leftOn === null);
  return (present.length > 0 ? present : opposite)
    .filter((one) => (facts.refused.get(one.personId) ?? []).length === 0)
    .flatMap((one) => facts.people.get(one.personId) ?? [])
    .sort(byName);
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const known = groups.get(key(row));
    if (known) known.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

const earlier = (a: RegisterMember, b: RegisterMember): number =>
  a.joinedOn === b.joinedOn ? (a.pairId < b.pairId ? -1 : 1) : a.joinedOn < b.joinedOn ? -1 : 1;

/**
 * All rows of a register in the order of names: a participation without a pair is one, each pairing one
 * of its own. Rows of people without a consent are among them, with `gaps`.
 * @param group of a group pair: all names in one cell with «;», or a row for each
 */
export function registerRows(
  which: Register,
  facts: RegisterFacts,
  group: 'cell' | 'rows',
): RegisterDraft[] {
  const side: Side = which === 'mentees' ? 'mentee' : 'mentor';
  const byPair = grouped(facts.members, (one) => one.pairId);
  const byPerson = grouped(
    facts.members.filter((one) => one.side === side),
    (one) => one.personId,
  );
  return facts.parts
    .filter((part) => part.side === side && part.held === 'admitted')
    .flatMap((part): RegisterDraft[] => {
      const person = facts.people.get(part.personId);
      if (!person) return [];
      const own = ownCells(person);
      const base = {
        ...own,
        request: part.request ?? '',
        gaps: facts.refused.get(part.personId) ?? [],
        // The name of a representative alone reaches nobody.
        withoutContacts:
          own.contacts === '' || (person.age === 'minor' && !person.representativeContact),
      };
      const pairings = (byPerson.get(part.personId) ?? []).sort(earlier);
      if (pairings.length === 0) return [{ ...base, ...unpaired(person, part) }];
      return pairings.flatMap((member) =>
        sharesOf(othersOf(member, byPair, facts), group).map((others) => ({
          ...base,
          ...othersCells(others),
          pairId: member.pairId,
          enteredOn: member.joinedOn,
          form: member.form,
          endsOn: endOf(member),
          results: member.results ?? '',
          reviewUrl: member.reviewUrl ?? '',
          mark: markOf(member),
        })),
      );
    });
}

const unpaired = (person: RegisterPerson, part: RegisterPart) => ({
  ...othersCells([]),
  pairId: null,
  enteredOn: part.enteredOn,
  form: unpairedForm(person, part),
  endsOn: null,
  results: part.results ?? '',
  reviewUrl: part.reviewUrl ?? '',
  mark: null,
});

/**
 * The one row of each mentor as an order approves them, by person; candidates are among them, since they are
 * proposed. Of pairings only those count that go on.
 */
export function mentorCellsOf(facts: RegisterFacts): Map<string, MentorCells> {
  const byPair = grouped(facts.members, (one) => one.pairId);
  const going = facts.members.filter((one) => one.side === 'mentor' && markOf(one) === 'going_on');
  const byPerson = grouped(going, (one) => one.personId);
  return new Map(
    facts.parts.flatMap((part): [string, MentorCells][] => {
      const person = facts.people.get(part.personId);
      if (part.side !== 'mentor' || !person) return [];
      const members = (byPerson.get(part.personId) ?? []).sort(earlier);
      const others = members.flatMap((member) => othersOf(member, byPair, facts)).sort(byName);
      return [[part.personId, mentorCells(person, part, { members, others })]];
    }),
  );
}

const sharesOf = (others: RegisterPerson[], group: 'cell' | 'rows'): RegisterPerson[][] =>
  group === 'cell' || others.length < 2 ? [others] : others.map((one) => [one]);

export interface RegisterFilter {
  /** Folded words, each of which one of the names must hold. */
  words: readonly string[];
  form?: Form | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** A curator's forms; null: all. */
  scopeForms: readonly Form[] | null;
}

/** Whether a row is asked for; a row lies in a period when it began by its end and had not ended before it. */
export function isAsked(row: RegisterDraft, filter: RegisterFilter): boolean {
  const { words, form, from, to } = filter;
  if (!isInScope(row, filter.scopeForms)) return false;
  if (form !== undefined && row.form !== form) return false;
  if (to !== undefined && (row.enteredOn ?? '') > to) return false;
  if (from !== undefined && row.endsOn !== null && row.endsOn < from) return false;
  return words.every((word) => row.sortKey.includes(word) || row.othersKey.includes(word));
}

/** A curator limited to forms sees the rows of these alone. */
export const isInScope = (row: { form: Form | null }, scope: readonly Form[] | null): boolean =>
  scope === null || (row.form !== null && scope.includes(row.form));
