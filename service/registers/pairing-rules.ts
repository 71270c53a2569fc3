/** Pairs of a file: which are there already, which are new, and what stands against one. */
import type { Form, PairState } from '../api/reference.js';
import { fieldProblems } from '../pairs/pair-rules.js';
import type { RegisterMember, Side } from './official-cells-rules.js';
import type { PairNote, PlanFacts, PlannedPair, PlannedPerson } from './plan-types.js';
import { wordsKey } from './recognise-rules.js';
import type { CellProblem, ImportRow } from './row-rules.js';

const OPEN: ReadonlySet<string> = new Set(['active', 'paused']);

export type Add = (
  row: ImportRow,
  field: CellProblem['field'],
  code: string,
  params?: CellProblem['params'],
) => void;

/** State and dates of the pairing that a row tells of (methodology §10). */
function spanOf(row: ImportRow, { year, today }: PlanFacts) {
  const startsOn = row.enteredOn ?? year.startsOn;
  const endsOn = row.endsOn ?? (year.endsOn < startsOn ? startsOn : year.endsOn);
  const over = row.endsOn !== null && row.endsOn < today && row.mark !== 'going_on';
  const state: PairState =
    row.mark === 'left' ? 'terminated' : row.mark === 'passed' || over ? 'completed' : 'active';
  return { startsOn, endsOn, state, closedOn: state === 'active' ? null : endsOn };
}

/** A pair that is there, as two people stand in it. */
interface Paired {
  pairId: string;
  /** The days on which one of the two joined. */
  days: readonly string[];
  open: boolean;
}

/** Pairs that are there, by «mentor mentee form». */
function pairIndex(byPair: ReadonlyMap<string, RegisterMember[]>): Map<string, Paired[]> {
  const index = new Map<string, Paired[]>();
  for (const [pairId, members] of byPair) {
    for (const mentor of members.filter(({ side }) => side === 'mentor'))
      for (const mentee of members.filter(({ side }) => side === 'mentee')) {
        const key = `${mentor.personId} ${mentee.personId} ${mentee.form}`;
        const days = [mentor.joinedOn, mentee.joinedOn];
        const present = mentor.leftOn === null && mentee.leftOn === null;
        const open = OPEN.has(mentee.state) && present;
        index.set(key, [...(index.get(key) ?? []), { pairId, days, open }]);
      }
  }
  return index;
}

function membersByPair(members: readonly RegisterMember[]): Map<string, RegisterMember[]> {
  const byPair = new Map<string, RegisterMember[]>();
  for (const member of members)
    byPair.set(member.pairId, [...(byPair.get(member.pairId) ?? []), member]);
  return byPair;
}

const noteOf = (row: ImportRow, personId: string): PairNote => ({
  row: row.number,
  personId,
  results: row.results,
  reviewUrl: row.reviewUrl,
  enteredOn: row.enteredOn,
  endsOn: row.endsOn,
  mark: row.mark,
});

/** Makes the pairs of a file, or finds them among those that are there. */
export function pairsOfFile(facts: PlanFacts, add: Add) {
  const byPair = membersByPair(facts.members);
  const index = pairIndex(byPair);
  const pairs = new Map<string, PlannedPair>();
  const seen = new Map<string, number>();

  /** The pair in which all of these stand already, from the same day or both open. */
  function existing(keys: readonly string[], span: { startsOn: string; open: boolean }) {
    const sets = keys.map((key) =>
      (index.get(key) ?? []).filter(
        (one) => one.days.includes(span.startsOn) || (one.open && span.open),
      ),
    );
    const shared = (sets[0] ?? []).find((one) =>
      sets.every((set) => set.some((other) => other.pairId === one.pairId)),
    );
    return { pairId: shared?.pairId ?? null, some: sets.some((set) => set.length > 0) };
  }

  /** Whether it is the first row of this key; of another one is said which was. */
  function isFirst(row: ImportRow, key: string): boolean {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row.number);
    else add(row, 'name', 'import.duplicateRow', { row: first });
    return first === undefined;
  }

  /** What stands against a pairing is told before it is looked for. */
  function isPossible(row: ImportRow, person: PlannedPerson, ids: readonly string[]): boolean {
    const { startsOn } = spanOf(row, facts);
    if (!isFirst(row, [person.personId, ...[...ids].sort(), row.form, startsOn].join(' ')))
      return false;
    if (ids.includes(person.personId)) add(row, 'others', 'pair.bothSides');
    else if (new Set(ids).size < ids.length) add(row, 'others', 'pair.twice');
    else return true;
    return false;
  }

  /** A pair that is there, as the plan has it. */
  function found(pairId: string): PlannedPair {
    const known = pairs.get(pairId);
    if (known) return known;
    const members = byPair.get(pairId) ?? [];
    const of = (side: Side) =>
      members.filter((one) => one.side === side).map(({ personId }) => personId);
    const [first] = members;
    const pair: PlannedPair = {
      pairId,
      isNew: false,
      form: (first as RegisterMember).form,
      startsOn: (first as RegisterMember).joinedOn,
      endsOn: (first as RegisterMember).endsOn,
      state: (first as RegisterMember).state,
      closedOn: null,
      mentorIds: of('mentor'),
      menteeIds: of('mentee'),
      notes: [],
    };
    pairs.set(pairId, pair);
    return pair;
  }

  function make(row: ImportRow, pair: Pick<PlannedPair, 'mentorIds' | 'menteeIds' | 'notes'>) {
    const form = row.form as Form;
    const pairId = facts.newId();
    const span = spanOf(row, facts);
    pairs.set(pairId, { pairId, isNew: true, form, ...span, ...pair });
    const known = { pairId, days: [span.startsOn], open: span.state === 'active' };
    for (const key of keysOf(pair, form)) index.set(key, [...(index.get(key) ?? []), known]);
  }

  function pairUp(row: ImportRow, own: Side, person: PlannedPerson, others: PlannedPerson[]): void {
    const ids = others.map((one) => one.personId);
    if (!isPossible(row, person, ids)) return;
    const [mentorIds, menteeIds] =
      own === 'mentor' ? [[person.personId], ids] : [ids, [person.personId]];
    const { startsOn, state } = spanOf(row, facts);
    const keys = keysOf({ mentorIds, menteeIds }, row.form as Form);
    const { pairId, some } = existing(keys, { startsOn, open: state === 'active' });
    const note = noteOf(row, person.personId);
    if (pairId !== null && !pairs.get(pairId)?.isNew) found(pairId).notes.push(note);
    // The rules for a pair made by hand hold for one of a file.
    else if (!areFieldsSound(row, facts, add)) return;
    else if (pairId !== null) add(row, 'others', 'pair.exists');
    else if (some) add(row, 'others', 'import.partlyPaired');
    else make(row, { mentorIds, menteeIds, notes: [note] });
  }

  /** A row of a pairing that is known to be there. */
  function again(row: ImportRow, person: PlannedPerson, pairId: string): void {
    const others = row.others.map(({ name }) => name);
    if (!isFirst(row, ['again', person.personId, pairId, ...others].join(' '))) return;
    found(pairId).notes.push(noteOf(row, person.personId));
  }

  /** Who of this name stands on a side of a pair; null: nobody. */
  function memberNamed(pairId: string, side: Side, name: string): string | null {
    const found = (byPair.get(pairId) ?? []).find(
      (one) =>
        one.side === side &&
        wordsKey(facts.people.get(one.personId)?.name ?? '') === wordsKey(name),
    );
    return found?.personId ?? null;
  }

  return { pairs: () => [...pairs.values()], add: pairUp, again, memberNamed };
}

const keysOf = (
  { mentorIds, menteeIds }: Pick<PlannedPair, 'mentorIds' | 'menteeIds'>,
  form: Form,
): string[] => mentorIds.flatMap((a) => menteeIds.map((b) => `${a} ${b} ${form}`));

const PATHS: Readonly<Record<string, CellProblem['field']>> = {
  startsOn: 'enteredOn',
  endsOn: 'endsOn',
  form: 'form',
};

function areFieldsSound(row: ImportRow, facts: PlanFacts, add: Add): boolean {
  const { startsOn, endsOn } = spanOf(row, facts);
  const problems = fieldProblems(
    {
      form: row.form as Form,
      roleVariant: null,
      format: 'individual',
      startsOn,
      endsOn,
      orderNumber: null,
      orderDate: null,
    },
    facts.year,
  );
  for (const { path, code, params } of problems)
    add(row, PATHS[path] ?? 'form', code, (params ?? {}) as CellProblem['params']);
  return problems.length === 0;
}
