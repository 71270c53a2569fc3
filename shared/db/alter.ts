import type { Knex } from 'knex';
import { type Db, dialectOf } from './connect.js';
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

async function hasIndex(db: Db, table: string, index: string): Promise<boolean> {
  if (dialectOf(db) === 'sqlite') {
    const found = await db('sqlite_master').where({ type: 'index', name: index }).first('name');
    return found !== undefined;
  }
  const [rows] = (await db.raw(
    `select 1 from information_schema.statistics
      where table_schema = database() and table_name = ? and index_name = ? limit 1`,
    [table, index],
  )) as [unknown[]];
  return rows.length > 0;
}

/** Adds an index to a table, once. */
export async function addIndex(
  db: Db,
  table: string,
  names: string[],
  index: string,
): Promise<void> {
  if (await hasIndex(db, table, index)) return;
  await db.schema.alterTable(table, (t) => {
    t.index(names, index);
  });
}

/** Adds a unique key to a table, once. */
export async function addUnique(
  db: Db,
  table: string,
  names: string[],
  index: string,
): Promise<void> {
  if (await hasIndex(db, table, index)) return;
  await db.schema.alterTable(table, (t) => {
    t.unique(names, { indexName: index });
  });
}

/** Takes an index away again, if it is there. */
export async function dropIndex(db: Db, table: string, index: string): Promise<void> {
  if (!(await hasIndex(db, table, index))) return;
  await db.schema.alterTable(table, (t) => {
    t.dropIndex([], index);
  });
}
