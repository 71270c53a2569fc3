import type { Knex } from 'knex';
import { type Db, dialectOf } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { ImportInWay, UndoObstacle } from '../api/register-imports.js';
import { MOVED_COLUMNS } from '../merging/index.js';
import type { Fill } from './fill-rules.js';
import type { StoredImport } from './import-store.js';
import { CHUNK, inChunks } from './in-chunks.js';
import { importsInWay, type UndoneVersions, undoneVersions } from './later-imports.js';
import type { Side } from './official-cells-rules.js';
import { writeFills } from './write-fills.js';

type Row = Record<string, unknown>;
const NAMED = 5;

interface MadeRow {
  table: string;
  key: string;
  value: string;
}
interface PairNotes {
  members: { personId: string; side: Side; results: string | null; reviewUrl: string | null }[];
}

/** All that an import wrote. */
export interface Written {
  people: string[];
  pairs: Map<string, PairNotes>;
  rows: (MadeRow & { personId: string })[];
  fills: Fill[];
}

export async function readWritten(db: Db, importId: string): Promise<Written> {
  const items: { kind: string; entity_id: string; filled: unknown }[] = await db(
    'register_import_items',
  )
    .where('import_id', importId)
    .orderBy('id')
    .select('kind', 'entity_id', 'filled');
  const written: Written = { people: [], pairs: new Map(), rows: [], fills: [] };
  for (const { kind, entity_id: id, filled } of items) {
    if (kind === 'person') written.people.push(id);
    if (kind === 'pair') written.pairs.set(id, fromJson<PairNotes>(filled));
    if (kind === 'row') written.rows.push({ personId: id, ...fromJson<MadeRow>(filled) });
    if (kind === 'field') written.fills.push(fromJson<Fill>(filled));
  }
  return written;
}

/** Gathers whom or what later work rests on, by kind. */
function gatherer() {
  const found = new Map<string, Set<string>>();
  return {
    found,
    add(code: string, ids: Iterable<string>): void {
      const known = found.get(code) ?? new Set();
      for (const id of ids) known.add(id);
      if (known.size > 0) found.set(code, known);
    },
  };
}
type Gatherer = ReturnType<typeof gatherer>;

/** What goes away with a person, or is looked at by a rule of its own below. */
const OWN_RULES: ReadonlySet<string> = new Set(['grades', 'mentor_profiles', 'pair_members']);

/** Whatever names people who came by the file: each feature's columns stand in the list of merges. */
async function whatNamesPeople(db: Db, ids: readonly string[], to: Gatherer): Promise<void> {
  const columns = MOVED_COLUMNS.filter(({ table, author }) => !author && !OWN_RULES.has(table));
  const named = [
    ...columns,
    { table: 'survey_responses', column: 'person_id', part: 'answers' as const },
  ];
  for (const { table, column, part } of named) {
    const rows = await inChunks<string>(ids, (some) =>
      db(table).whereIn(column, some).distinct(column).pluck(column),
    );
    to.add(`import.since.${part}`, rows);
  }
}

const PROFILES = ['profiles', 'mentor_profiles'] as const;

/** Rows that somebody has changed since they were made; imports that were undone have changed nothing. */
const changedSince = (
  rows: readonly { key: string; version: number }[],
  table: string,
  undone: UndoneVersions,
): string[] =>
  rows.filter(({ key, version }) => version > 1 + undone(table, key)).map(({ key }) => key);

/** Of these people those whose row of a table was changed since it was made. */
async function changedProfiles(
  db: Db,
  table: (typeof PROFILES)[number],
  people: readonly string[],
  undone: UndoneVersions,
): Promise<string[]> {
  const rows = await inChunks<{ key: string; version: number }>(people, (part) =>
    db(table)
      .whereIn('person_id', part)
      .where('version', '>', 1)
      .select({ key: 'person_id', version: 'version' }),
  );
  return changedSince(rows, table, undone);
}

async function whatChangedOfPeople(
  db: Db,
  { programmeId, doneAt }: StoredImport,
  { people, pairs }: Written,
  undone: UndoneVersions,
  to: Gatherer,
): Promise<void> {
  const of = async (code: string, read: (part: string[]) => Knex.QueryBuilder) => {
    to.add(code, await inChunks<string>(people, (part) => read(part).pluck('person_id')));
  };
  const merged = await inChunks<string>(people, (part) =>
    db('people')
      .whereIn('id', part)
      .where((any) => any.whereNotNull('merged_into').orWhere('version', '>', 1))
      .pluck('id'),
  );
  to.add('import.since.merged', merged);
  await of('import.since.programmes', (part) =>
    db('members').whereIn('person_id', part).whereNot('programme_id', programmeId),
  );
  for (const table of PROFILES)
    to.add('import.since.profile', await changedProfiles(db, table, people, undone));
  await of('import.since.roles', (part) =>
    db('participations')
      .whereIn('person_id', part)
      .where((any) => any.whereNotNull('decision').orWhereNot('created_at', doneAt)),
  );
  await of('import.since.notes', (part) =>
    db('participations').whereIn('person_id', part).whereNotNull('notes_version'),
  );
  const beside = await inChunks<{ person_id: string; pair_id: string }>(people, (part) =>
    db('pair_members').whereIn('person_id', part).select('person_id', 'pair_id'),
  );
  to.add(
    'import.since.pairs',
    beside.filter((row) => !pairs.has(row.pair_id)).map((row) => row.person_id),
  );
}

/** Tables of any feature whose rows belong to a pair. */
async function tablesOfPairs(db: Db): Promise<string[]> {
  const rows: { name: string }[] =
    dialectOf(db) === 'sqlite'
      ? await db.raw(
          `select m.name as name from sqlite_master m join pragma_table_info(m.name) c
            where m.type = 'table' and c.name = 'pair_id'`,
        )
      : (
          (await db.raw(
            `select table_name as name from information_schema.columns
              where table_schema = database() and column_name = 'pair_id'`,
          )) as [{ name: string }[]]
        )[0];
  return rows.map((row) => row.name).filter((name) => name !== 'pair_members');
}

async function whatRestsOnPairs(
  db: Db,
  { pairs }: Written,
  undone: UndoneVersions,
  to: Gatherer,
): Promise<void> {
  const ids = [...pairs.keys()];
  if (ids.length === 0) return;
  const changed = await inChunks<{ key: string; version: number }>(ids, (part) =>
    db('pairs')
      .whereIn('id', part)
      .where('version', '>', 1)
      .select({ key: 'id', version: 'version' }),
  );
  to.add('import.since.pairChanged', changedSince(changed, 'pairs', undone));
  for (const table of await tablesOfPairs(db)) {
    const rows = await inChunks<string>(ids, (part) =>
      db(table).whereIn('pair_id', part).distinct('pair_id').pluck('pair_id'),
    );
    to.add(
      table.startsWith('meeting') ? 'import.since.pairMeetings' : 'import.since.pairWork',
      rows,
    );
  }
  const members = await inChunks<Row>(ids, (part) =>
    db('pair_members')
      .whereIn('pair_id', part)
      .select('pair_id', 'person_id', 'left_on', 'results', 'review_url'),
  );
  to.add(
    'import.since.pairChanged',
    members.filter((row) => !isAsBrought(row, pairs)).map((row) => String(row['pair_id'])),
  );
}

function isAsBrought(row: Row, pairs: Written['pairs']): boolean {
  const brought = pairs
    .get(String(row['pair_id']))
    ?.members.find((one) => one.personId === row['person_id']);
  return (
    brought !== undefined &&
    row['left_on'] === null &&
    (row['results'] ?? null) === brought.results &&
    (row['review_url'] ?? null) === brought.reviewUrl
  );
}

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(typeof a === 'boolean' ? Number(a) : (a ?? null)) ===
  JSON.stringify(typeof b === 'boolean' ? Number(b) : (b ?? null));

/** What was filled in of people who were there must stand as it was written. */
async function whatChangedOfFills(
  db: Db,
  { fills, rows, pairs }: Written,
  undone: UndoneVersions,
  to: Gatherer,
): Promise<void> {
  const groups = new Map<string, Fill[]>();
  for (const fill of fills) {
    const key = `${fill.table} ${fill.key.column}`;
    const group = groups.get(key) ?? [];
    group.push(fill);
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const { table, key } = first;
    const now = await inChunks<Row>(
      group.map((fill) => fill.key.value),
      (part) => db(table).whereIn(key.column, part),
    );
    const byKey = new Map(now.map((row) => [String(row[key.column]), row]));
    const changed = group.filter(({ key: { value }, after }) => {
      const row = byKey.get(value);
      return !row || Object.keys(after).some((name) => !same(row[name], after[name]));
    });
    to.add(
      'import.since.filled',
      changed.map((fill) => fill.key.value),
    );
  }
  for (const table of PROFILES) {
    const made = rows.filter((row) => row.table === table).map((row) => row.personId);
    to.add('import.since.profile', await changedProfiles(db, table, made, undone));
  }
  await whatRestsOnRoles(db, rows, pairs, to);
}

async function whatRestsOnRoles(
  db: Db,
  rows: Written['rows'],
  pairs: Written['pairs'],
  to: Gatherer,
): Promise<void> {
  const made = rows.filter((row) => row.table === 'participations');
  const now = await inChunks<Row>(
    made.map((row) => row.value),
    (part) =>
      db('participations')
        .whereIn('id', part)
        .select('person_id', 'role', 'state', 'decision', 'notes_version'),
  );
  const changed = now.filter(
    (row) =>
      row['state'] !== 'admitted' || row['decision'] !== null || row['notes_version'] !== null,
  );
  to.add(
    'import.since.roles',
    changed.map((row) => String(row['person_id'])),
  );
  const sides = new Set(now.map((row) => `${row['person_id']} ${row['role']}`));
  const members = await inChunks<Row>(
    made.map((row) => row.personId),
    (part) => db('pair_members').whereIn('person_id', part).select('person_id', 'side', 'pair_id'),
  );
  to.add(
    'import.since.pairs',
    members
      .filter(
        (row) =>
          sides.has(`${row['person_id']} ${row['side']}`) && !pairs.has(String(row['pair_id'])),
      )
      .map((row) => String(row['person_id'])),
  );
}

async function named(db: Db, ids: readonly string[]): Promise<string[]> {
  const some = ids.slice(0, NAMED * 4);
  const people: string[] = await db('people').whereIn('id', some).orderBy('sort_key').pluck('name');
  const pairs: string[] = await db('pairs').whereIn('id', some).orderBy('sort_key').pluck('title');
  return [...people, ...pairs].slice(0, NAMED);
}

/** What a later import can have done; the rest is the work of people. */
const BY_IMPORTS: ReadonlySet<string> = new Set([
  'import.since.profile',
  'import.since.filled',
  'import.since.pairs',
  'import.since.pairChanged',
  'import.since.roles',
]);

/**
 * Why what an import wrote cannot be taken away, with some names, and which later imports stand in the
 * way; empty: it can.
 */
export async function undoObstacles(
  db: Db,
  stored: StoredImport,
  written: Written,
): Promise<{ obstacles: UndoObstacle[]; imports: ImportInWay[] }> {
  const to = gatherer();
  const undone = await undoneVersions(db, stored);
  await whatNamesPeople(db, written.people, to);
  await whatChangedOfPeople(db, stored, written, undone, to);
  await whatRestsOnPairs(db, written, undone, to);
  await whatChangedOfFills(db, written, undone, to);
  const found = [...to.found];
  const obstacles = await Promise.all(
    found.map(async ([code, ids]) => ({ code, n: ids.size, names: await named(db, [...ids]) })),
  );
  const byImports = found.filter(([code]) => BY_IMPORTS.has(code)).flatMap(([, ids]) => [...ids]);
  return { obstacles, imports: await importsInWay(db, stored, new Set(byImports)) };
}

async function deleteBy(
  trx: Knex.Transaction,
  table: string,
  column: string,
  ids: readonly string[],
) {
  for (let from = 0; from < ids.length; from += CHUNK)
    await trx(table)
      .whereIn(column, ids.slice(from, from + CHUNK))
      .delete();
}

/** Takes away all that was written; to be asked for obstacles before, in the same transaction. */
export async function takeAway(trx: Knex.Transaction, written: Written): Promise<void> {
  const pairs = [...written.pairs.keys()];
  await deleteBy(trx, 'pair_members', 'pair_id', pairs);
  await deleteBy(trx, 'pairs', 'id', pairs);
  for (const table of ['participations', 'profiles', 'mentor_profiles']) {
    const rows = written.rows.filter((row) => row.table === table);
    const [first] = rows;
    if (first)
      await deleteBy(
        trx,
        table,
        first.key,
        rows.map((row) => row.value),
      );
  }
  await writeFills(
    trx,
    written.fills.map(({ table, key, before }) => ({ table, key, values: before })),
  );
  for (const column of ['first_id', 'second_id'])
    await deleteBy(trx, 'person_distinctions', column, written.people);
  for (const table of ['grades', 'participations', 'members', 'profiles', 'mentor_profiles'])
    await deleteBy(trx, table, 'person_id', written.people);
  await deleteBy(trx, 'people', 'id', written.people);
}
