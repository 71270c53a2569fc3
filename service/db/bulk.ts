import type { Knex } from 'knex';

/** Rows written by one statement: few enough for SQLite's limit of bound values, many enough to be fast. */
const CHUNK = 400;

export type Value = string | number | boolean | null;

/**
 * Inserts many rows by statements of a few hundred rows each.
 * @param chunk rows of one statement, for tables of many columns
 */
export async function bulkInsert(
  trx: Knex,
  table: string,
  rows: readonly Record<string, Value>[],
  chunk = CHUNK,
): Promise<void> {
  for (let from = 0; from < rows.length; from += chunk) {
    await trx(table).insert(rows.slice(from, from + chunk));
  }
}

/**
 * Gives many rows their own values by statements of a few hundred rows each
 * (`set c = case id when … then … end`).
 * @param rows each with the key and with the same columns
 * @param key the column that names the row
 * @param also further columns, the same for all rows
 */
export async function bulkUpdate(
  trx: Knex,
  table: string,
  rows: readonly Record<string, Value>[],
  key = 'id',
  also: Record<string, Knex.Raw> = {},
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== key);
  if (columns.length === 0) return;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const part = rows.slice(from, from + CHUNK);
    const changes: Record<string, Knex.Raw> = { ...also };
    for (const column of columns) {
      const cases = part.map(() => 'when ? then ?').join(' ');
      const bindings = part.flatMap((row) => [row[key] as Value, row[column] as Value]);
      changes[column] = trx.raw(`case ?? ${cases} end`, [key, ...bindings]);
    }
    await trx(table)
      .whereIn(
        key,
        part.map((row) => row[key] as Value),
      )
      .update(changes);
  }
}
