/** Rows of a file that are rows of the register as it is: those of our own download, come back. */
import { splitNames } from './cell-rules.js';
import type { RegisterMember, Side } from './official-cells-rules.js';
import { wordsKey } from './recognise-rules.js';
import type { RegisterDraft } from './register-rules.js';
import type { ImportRow } from './row-rules.js';

/** Whose row it is, and of which pairing. */
export interface OwnRow {
  personId: string;
  /** Null: of who is in no pair. */
  pairId: string | null;
}

type Said = Pick<ImportRow, 'enteredOn' | 'endsOn' | 'form' | 'mark'>;

/** What tells a row of a register from all others; what people change in it later is not among it. */
const keyOf = (side: Side, name: string, others: readonly string[], row: Said): string =>
  [
    wordsKey(name),
    row.enteredOn ?? '',
    row.endsOn ?? '',
    row.form ?? '',
    side === 'mentee' ? (row.mark ?? '') : '',
    others.map(wordsKey).sort().join('/'),
  ].join('|');

/**
 * Finds rows of a file among those of the register; each of ours is found once. Where namesakes have the same
 * row, nobody can say whose it is.
 * @param rows ours, with groups in one cell and with a row each
 */
export function ownRows(
  side: Side,
  rows: readonly RegisterDraft[],
): (row: ImportRow) => OwnRow | null {
  const byKey = new Map<string, OwnRow[]>();
  const there = new Set<string>();
  for (const { personId, pairId, name, others, ...row } of rows) {
    const key = keyOf(side, name, splitNames(others), row);
    // A pairing of two stands in both ways of writing groups, and is one.
    const id = `${key} ${personId} ${pairId}`;
    if (there.has(id)) continue;
    there.add(id);
    byKey.set(key, [...(byKey.get(key) ?? []), { personId, pairId }]);
  }
  return (row) => {
    const others = row.others.map(({ name }) => name);
    const key = keyOf(side, row.name.name, others, row);
    const found = byKey.get(key) ?? [];
    const [first, ...rest] = found;
    if (!first || found.some(({ personId }) => personId !== first.personId)) return null;
    byKey.set(key, rest);
    return first;
  };
}

/**
 * Tells whose participation a row is by the whole name with the day of joining and the form: what else stands
 * in it may have been changed since it left our register. Null: nobody's, or several namesakes'.
 */
export function sameParticipation(
  rows: readonly RegisterDraft[],
): (row: Pick<ImportRow, 'name' | 'enteredOn' | 'form'>) => string | null {
  const key = (name: string, { enteredOn, form }: Pick<ImportRow, 'enteredOn' | 'form'>) =>
    [wordsKey(name), enteredOn, form].join('|');
  const people = new Map<string, Set<string>>();
  for (const row of rows) {
    const of = key(row.name, row);
    people.set(of, (people.get(of) ?? new Set()).add(row.personId));
  }
  return (row) => {
    if (row.enteredOn === null) return null;
    const [only, ...more] = people.get(key(row.name.name, row)) ?? [];
    return more.length === 0 ? (only ?? null) : null;
  };
}

/**
 * Finds the pairing that a row without a name on the other side tells of: in our own register a name is left
 * out where there is no consent. Each pairing is found once.
 */
export function unnamedPairings(
  side: Side,
  members: readonly RegisterMember[],
  endOf: (member: RegisterMember) => string,
): (personId: string, row: Said) => RegisterMember | null {
  const byPerson = new Map<string, RegisterMember[]>();
  for (const member of members) {
    if (member.side !== side) continue;
    byPerson.set(member.personId, [...(byPerson.get(member.personId) ?? []), member]);
  }
  const taken = new Set<RegisterMember>();
  return (personId, row) => {
    const likely = (byPerson.get(personId) ?? []).filter(
      (one) => !taken.has(one) && one.joinedOn === row.enteredOn && one.form === row.form,
    );
    const [only] = likely.length > 1 ? likely.filter((one) => endOf(one) === row.endsOn) : likely;
    if (only) taken.add(only);
    return only ?? null;
  };
}
