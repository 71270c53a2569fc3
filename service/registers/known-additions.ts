import { newId } from '../../shared/ids.js';
import { USUAL_CAPACITY } from '../api/mentors.js';
import type { Value } from '../db/bulk.js';
import { participationRow } from '../people/index.js';
import { changeKey, type Difference, partDifferences, personDifferences } from './compare-rules.js';
import {
  type Columns,
  emptyOnes,
  type Fill,
  type FindEnterprise,
  mentorColumns,
  partColumns,
  profileFill,
} from './fill-rules.js';
import type { RegisterPerson } from './official-cells-rules.js';
import type { PlannedChange, PlannedPart, PlannedPerson } from './plan-types.js';
import type { KnownRows, StoredRow } from './read-known.js';

/** Where and when it is written. */
export interface Place {
  organisationId: string;
  programmeId: string;
  importId: string;
  now: number;
  enterprise: FindEnterprise;
}

/** A row that somebody who is known gets. */
export interface AddedRow {
  personId: string;
  table: 'profiles' | 'mentor_profiles' | 'participations';
  row: Record<string, Value>;
}

/** What a file adds to people who are known, and what it says of them otherwise than what stands here. */
export interface Additions {
  fills: Fill[];
  rows: AddedRow[];
  changes: PlannedChange[];
}

/** One statement writes many rows: each has the same columns. */
export const EMPTY_PROFILE: Columns = {
  birth_date: null,
  birth_year: null,
  adult: false,
  phone: null,
  contact_email: null,
  representative_name: null,
  representative_contact: null,
  workplace: null,
};

export const mentorRow = (place: Place, personId: string, columns: Columns) => ({
  id: newId(),
  person_id: personId,
  organisation_id: place.organisationId,
  capacity: USUAL_CAPACITY,
  ...columns,
  created_at: place.now,
});

/** Flags as the drivers give them are numbers or truths; what is written back is one of the two. */
const plainValue = (value: unknown): Value =>
  value === undefined ? null : ((value instanceof Buffer ? null : value) as Value);

/** What it is told from. */
export interface Known {
  place: Place;
  stored: KnownRows;
  people: ReadonlyMap<string, RegisterPerson>;
  /** Key of a change → the value here over which the file's is to be taken. */
  decisions: Readonly<Record<string, string>>;
}

/** Gathers what is written into the rows of one person: of one row everything at once. */
function fillsOf(personId: string) {
  const byRow = new Map<string, Fill>();
  return {
    all: () => [...byRow.values()].filter((fill) => Object.keys(fill.after).length > 0),
    add(table: string, column: string, value: string, row: StoredRow, after: Columns): void {
      const name = `${table} ${value}`;
      const fill = byRow.get(name) ?? {
        personId,
        table,
        key: { column, value },
        before: {},
        after: {},
      };
      for (const [key, said] of Object.entries(after)) {
        fill.before[key] = plainValue(row[key]);
        fill.after[key] = said;
      }
      byRow.set(name, fill);
    },
  };
}
type Fills = ReturnType<typeof fillsOf>;

/** What is added to one person. */
function additionsTo(person: PlannedPerson, known: Known): Additions {
  const { personId } = person;
  const { place, stored } = known;
  const fills = fillsOf(personId);
  const rows: AddedRow[] = [];
  const ours = known.people.get(personId);
  const own = stored.people.get(personId) ?? {};
  const profile = stored.profiles.get(personId) ?? null;
  const mentor = stored.mentors.get(personId) ?? null;
  const placed = [own['group_name'], profile?.['speciality'], mentor?.['enterprise_id']].some(
    Boolean,
  );
  const email = (own['email'] as string | null) ?? null;
  const represented = ours?.representativeName ?? null;
  const wanted = profileFill(person, { profile, email, placed, represented });
  if (profile !== null) fills.add('profiles', 'person_id', personId, profile, wanted);
  else if (Object.keys(wanted).length > 0) {
    const { organisationId, now } = place;
    const base = { person_id: personId, organisation_id: organisationId, created_at: now };
    rows.push({ personId, table: 'profiles', row: { ...base, ...EMPTY_PROFILE, ...wanted } });
  }
  const said = mentorColumns(person, place.enterprise);
  if (mentor !== null)
    fills.add('mentor_profiles', 'person_id', personId, mentor, emptyOnes(mentor, said ?? {}));
  else if (said !== null)
    rows.push({ personId, table: 'mentor_profiles', row: mentorRow(place, personId, said) });
  addParts(person, known, { fills, rows });
  const changes = [
    ...(ours ? personChanges(person, ours, known, fills) : []),
    ...partChanges(person, known, fills),
    ...secondWords(person),
  ];
  return { fills: fills.all(), rows, changes };
}

/** Columns that a part gets; of one that stands as it is, what a row says beside its dates and form. */
function wantedOf(part: PlannedPart): Columns {
  const columns = partColumns(part);
  if (part.asIs) {
    delete columns['entered_on'];
    delete columns['register_form'];
  }
  return columns;
}

function addParts(
  person: PlannedPerson,
  { place, stored }: Known,
  to: { fills: Fills; rows: AddedRow[] },
): void {
  const { personId } = person;
  const own = stored.people.get(personId) ?? {};
  let given = false;
  for (const part of person.parts.values()) {
    const row = stored.parts.get(`${part.side} ${personId}`);
    if (row === undefined) {
      const here = {
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        created_at: place.now,
      };
      const made = participationRow(here, personId, part.side, partColumns(part));
      to.rows.push({ personId, table: 'participations', row: made });
      given = true;
      continue;
    }
    // Who is put into the register is a candidate no longer, as who is put into a pair.
    const admits = !part.asIs && row['state'] !== 'admitted';
    const admitted: Columns = admits ? { state: 'admitted', by_hand: true } : {};
    if (admits) given = true;
    const after = { ...emptyOnes(row, wantedOf(part)), ...admitted };
    to.fills.add('participations', 'id', String(row['id']), row, after);
  }
  if (!given) return;
  const visitor = stored.parts.get(`visitor ${personId}`);
  if (visitor && visitor['state'] !== 'withdrawn')
    to.fills.add('participations', 'id', String(visitor['id']), visitor, { state: 'withdrawn' });
  if (!own['roles_by_hand'] && own['member_id'])
    to.fills.add('members', 'id', String(own['member_id']), own, { roles_by_hand: true });
}

/** One difference as it is shown, with the choice that was made. */
function changeOf(
  person: PlannedPerson,
  { field, here, there, obstacle }: Pick<Difference, 'field' | 'here' | 'there' | 'obstacle'>,
  decisions: Known['decisions'],
): PlannedChange {
  const { personId } = person;
  const key = changeKey(personId, null, field);
  const row = person.from.get(field) ?? person.rows[0] ?? 0;
  // What was chosen over another value than the one that stands here now was chosen for nothing.
  const taken = obstacle === null && decisions[key] === here;
  return { key, row, personId, pairId: null, field, here, there, obstacle, taken };
}

function personChanges(
  person: PlannedPerson,
  ours: RegisterPerson,
  { place, stored, decisions }: Known,
  fills: Fills,
): PlannedChange[] {
  const { personId } = person;
  return personDifferences(person, ours, place.enterprise).map((difference) => {
    const change = changeOf(person, difference, decisions);
    const tables = { profiles: stored.profiles, mentor_profiles: stored.mentors };
    for (const { table, columns } of change.taken ? difference.writes : []) {
      const row = tables[table].get(personId);
      if (row) fills.add(table, 'person_id', personId, row, columns);
    }
    return change;
  });
}

function partChanges(
  person: PlannedPerson,
  { stored, decisions }: Known,
  fills: Fills,
): PlannedChange[] {
  return [...person.parts.values()].flatMap((part) => {
    const row = stored.parts.get(`${part.side} ${person.personId}`);
    if (row === undefined) return [];
    return partDifferences(part, row).map(({ columns, ...difference }) => {
      const change = changeOf(person, { ...difference, obstacle: null }, decisions);
      if (change.taken) fills.add('participations', 'id', String(row['id']), row, columns);
      return change;
    });
  });
}

/** What later rows of the file say otherwise than earlier ones: the first word stands. */
export const secondWords = (person: PlannedPerson): PlannedChange[] =>
  person.besides.map(({ field, row, stands, said }) => ({
    key: `${changeKey(person.personId, null, field)} ${row}`,
    row,
    personId: person.personId,
    pairId: null,
    field,
    here: stands,
    there: said,
    obstacle: 'row',
    taken: false,
  }));

/** What is added to all who are known. */
export function additionsToKnown(people: readonly PlannedPerson[], known: Known): Additions {
  const all: Additions = { fills: [], rows: [], changes: [] };
  for (const person of people) {
    const { fills, rows, changes } = additionsTo(person, known);
    all.fills.push(...fills);
    all.rows.push(...rows);
    all.changes.push(...changes);
  }
  return all;
}
