/** What other features may read of people. */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { peopleStore } from './people-store.js';

export {
  foldText,
  meetsSearch,
  type PersonName,
  searchWords,
  shortName,
  sortKey,
} from '../names/index.js';
export { addManyPeople, type Newcomer, participationRow } from './add-many.js';
export { joinProgramme, nothingNew } from './arrival.js';
export { type KnownArrival, readArrival } from './arrival-store.js';

/** Rows asked for by one statement: far under any limit of bound values. */
const CHUNK = 1000;

async function inChunks<T>(
  ids: readonly string[],
  read: (part: string[]) => Promise<T[]>,
): Promise<T[]> {
  const unique = [...new Set(ids)];
  const rows: T[] = [];
  for (let from = 0; from < unique.length; from += CHUNK) {
    rows.push(...(await read(unique.slice(from, from + CHUNK))));
  }
  return rows;
}

/** The names of people by id; ids that nobody has are left out. */
export async function namesOf(db: Db, personIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await inChunks<{ id: string; name: string }>(personIds, (part) =>
    db('people').whereIn('id', part).select('id', 'name'),
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** An account of a person in an LMS. */
export interface Account {
  issuer: string;
  subject: string;
}

/** The LMS account of each of these people, the newest where there are several; who has none is left out. */
export async function accountsOf(
  db: Db,
  personIds: readonly string[],
): Promise<Map<string, Account>> {
  const rows = await inChunks<{ person_id: string; issuer: string; subject: string }>(
    personIds,
    (part) =>
      db('person_accounts')
        .whereIn('person_id', part)
        .orderBy('id')
        .select('person_id', 'issuer', 'subject'),
  );
  return new Map(rows.map((row) => [row.person_id, { issuer: row.issuer, subject: row.subject }]));
}

/** The people of a programme who hold a role now (candidates too), among these ids. */
export async function holdersOf(
  db: Db,
  programmeId: string,
  role: 'mentor' | 'mentee',
  personIds: readonly string[],
): Promise<Set<string>> {
  const rows = await inChunks<{ person_id: string }>(personIds, (part) =>
    db('participations')
      .where({ programme_id: programmeId, role })
      .whereNot('state', 'withdrawn')
      .whereIn('person_id', part)
      .select('person_id'),
  );
  return new Set(rows.map((row) => row.person_id));
}

/** Moves the revision of all programmes of these people on: something of them changed in each. */
export const bumpProgrammesOf = (trx: Knex.Transaction, personIds: readonly string[]) =>
  peopleStore(trx).bumpProgrammesOf(personIds);

/** Makes somebody of a programme a candidate for a mentor by hand; who holds the role already keeps it. */
export async function giveCandidacy(
  trx: Knex.Transaction,
  where: { organisationId: string; programmeId: string; personId: string },
  now: number,
): Promise<void> {
  const { programmeId, personId } = where;
  await trx('members')
    .where({ programme_id: programmeId, person_id: personId })
    .update({ roles_by_hand: true, version: trx.raw('version + 1') });
  await peopleStore(trx).giveRole(
    where,
    { role: 'mentor', state: 'candidate' },
    { byHand: true, scopeForms: null, now },
  );
}
