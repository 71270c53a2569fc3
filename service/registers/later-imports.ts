import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ImportInWay } from '../api/register-imports.js';
import type { Register } from '../api/registers.js';
import { bulkInsert } from '../db/bulk.js';
import type { Fill } from './fill-rules.js';
import type { StoredImport } from './import-store.js';
import { isVersioned } from './write-fills.js';

/** Of a row of a table: how many of its versions are due to imports that were undone again. */
export type UndoneVersions = (table: string, key: string) => number;

/** A fill makes one version of its row, taking it back another one. */
const VERSIONS_OF_FILL = 2;

const later = (db: Db, { programmeId, importId, doneAt }: StoredImport): Knex.QueryBuilder =>
  db('register_imports as m')
    .where('m.programme_id', programmeId)
    .whereNot('m.id', importId)
    .where('m.done_at', '>=', doneAt ?? 0);

/** Notes which rows have new versions by an import that is undone, and nothing of what stood in them. */
export async function noteUndoneVersions(
  trx: Knex.Transaction,
  { organisationId, programmeId, importId }: StoredImport,
  fills: readonly Fill[],
): Promise<void> {
  const rows = fills.filter(({ table, after }) => isVersioned(table, after));
  await bulkInsert(
    trx,
    'register_import_items',
    rows.map(({ table, key }) => ({
      id: newId(),
      organisation_id: organisationId,
      programme_id: programmeId,
      import_id: importId,
      kind: 'undone',
      entity_id: key.value,
      filled: toJson({ table }),
    })),
  );
}

/** The versions that imports after this one made and that mean nothing any more: they were undone. */
export async function undoneVersions(db: Db, stored: StoredImport): Promise<UndoneVersions> {
  const rows: { key: string; filled: unknown }[] = await later(db, stored)
    .join('register_import_items as i', 'i.import_id', 'm.id')
    .where({ 'm.state': 'undone', 'i.kind': 'undone' })
    .select({ key: 'i.entity_id', filled: 'i.filled' });
  const found = new Map<string, number>();
  for (const { key, filled } of rows) {
    const name = `${fromJson<{ table: string }>(filled).table} ${key}`;
    found.set(name, (found.get(name) ?? 0) + VERSIONS_OF_FILL);
  }
  return (table, key) => found.get(`${table} ${key}`) ?? 0;
}

/** Whom or what an item of an import is about: its own id, and the person whose row it is. */
function about({ key, filled }: { key: string; filled: unknown }): string[] {
  const told = filled === null ? null : fromJson<{ personId?: string }>(filled);
  return told?.personId === undefined ? [key] : [key, told.personId];
}

/**
 * The imports after this one, not undone, that wrote something of these people, pairs or rows; the latest
 * first, in which order they can be undone.
 */
export async function importsInWay(
  db: Db,
  stored: StoredImport,
  ids: ReadonlySet<string>,
): Promise<ImportInWay[]> {
  if (ids.size === 0) return [];
  const imports: { importId: string; register: Register; doneAt: number | string }[] = await later(
    db,
    stored,
  )
    .where('m.state', 'done')
    .orderBy('m.done_at', 'desc')
    .orderBy('m.id', 'desc')
    .select({ importId: 'm.id', register: 'm.register', doneAt: 'm.done_at' });
  const found: ImportInWay[] = [];
  for (const { importId, register, doneAt } of imports) {
    const items: { key: string; filled: unknown }[] = await db('register_import_items')
      .where('import_id', importId)
      .select({ key: 'entity_id', filled: 'filled' });
    if (!items.some((item) => about(item).some((id) => ids.has(id)))) continue;
    found.push({ importId, register, at: toIso(Number(doneAt)) });
  }
  return found;
}
