import type { Knex } from 'knex';
import type { Db } from './connect.js';
import { columns } from './dialect.js';

/** Adds a column to a table, once: a run that was killed after it finds it there. */
export async function addColumn(
  db: Db,
  table: string,
  name: string,
  type: (c: ReturnType<typeof columns>) => Knex.ColumnBuilder,
): Promise<void> {
  if (await db.schema.hasColumn(table, name)) return;
  await db.schema.alterTable(table, (t) => {
    type(columns(db, t)).nullable();
  });
}

/** Takes a column away again; a table or column that is gone already is in nobody's way. */
export async function dropColumn(db: Db, table: string, name: string): Promise<void> {
  if (!(await db.schema.hasTable(table)) || !(await db.schema.hasColumn(table, name))) return;
  // Not by knex: for SQLite it would copy the whole table.
  await db.raw('alter table ?? drop column ??', [table, name]);
}
