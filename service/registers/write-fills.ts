import type { Knex } from 'knex';
import { bulkUpdate } from '../db/bulk.js';
import type { Columns } from './fill-rules.js';

/** Rows that forms are filled in over: whoever has one open is told that it was changed. */
const VERSIONED: ReadonlySet<string> = new Set(['profiles', 'mentor_profiles', 'members']);

/**
 * The state of a pair that a register brought is put right without a new version, so that the import that
 * brought it can still be undone; a day that somebody chose is a change.
 */
export const isVersioned = (table: string, values: Columns): boolean =>
  VERSIONED.has(table) || (table === 'pairs' && 'ends_on' in values);

/** Writes fills by statements of a few hundred rows: those of one table with the same columns together. */
export async function writeFills(
  trx: Knex.Transaction,
  fills: readonly { table: string; key: { column: string; value: string }; values: Columns }[],
): Promise<void> {
  const groups = new Map<string, { table: string; key: string; rows: Columns[] }>();
  for (const { table, key, values } of fills) {
    const name = [table, ...Object.keys(values).sort()].join(' ');
    const group = groups.get(name) ?? { table, key: key.column, rows: [] };
    group.rows.push({ ...values, [key.column]: key.value });
    groups.set(name, group);
  }
  for (const { table, key, rows } of groups.values()) {
    const also = isVersioned(table, rows[0] ?? {}) ? { version: trx.raw('version + 1') } : {};
    await bulkUpdate(trx, table, rows, key, also);
  }
}
