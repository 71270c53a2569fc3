import type { Knex } from 'knex';
import { type Db, dialectOf } from './connect.js';

/** A JSON column's value: MySQL hands it over parsed, MariaDB and SQLite as text. */
export function fromJson<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

export const toJson = (value: unknown): string => JSON.stringify(value);

type Table = Knex.CreateTableBuilder | Knex.AlterTableBuilder;

/** Column types that differ between the databases, for the migrations. */
export function columns(db: Db, t: Table) {
  const mysql = dialectOf(db) === 'mysql';
  const ascii = (name: string, length: number) =>
    mysql
      ? t.specificType(name, `varchar(${length}) character set ascii collate ascii_bin`)
      : t.string(name, length);
  return {
    /** A UUID. */
    id: (name: string) =>
      mysql
        ? t.specificType(name, 'char(36) character set ascii collate ascii_bin')
        : t.string(name, 36),
    /** A code, a hash, a token: ASCII, compared byte by byte. */
    ascii,
    /** A calendar date `YYYY-MM-DD`; sorts and compares as text. */
    date: (name: string) =>
      mysql
        ? t.specificType(name, 'char(10) character set ascii collate ascii_bin')
        : t.string(name, 10),
    /** A moment: milliseconds since the epoch, UTC. */
    moment: (name: string) => t.bigInteger(name),
    /** Text compared exactly (subjects, keys, sort keys), any Unicode. */
    exact: (name: string, length: number) =>
      mysql
        ? t.specificType(name, `varchar(${length}) character set utf8mb4 collate utf8mb4_bin`)
        : t.string(name, length),
    /** Text for people, any Unicode, compared without regard to case. */
    words: (name: string, length: number) => t.string(name, length),
    long: (name: string) => t.text(name, 'mediumtext'),
    json: (name: string) => (mysql ? t.json(name) : t.text(name)),
    flag: (name: string) => t.boolean(name),
    count: (name: string) => t.integer(name),
    /** A double, read as it was written. */
    real: (name: string) => t.double(name),
  };
}

/**
 * A migration that was killed may leave its table without its note that it was done, or half of its
 * indexes. Such a table is empty: whatever holds rows is not ours to take away.
 */
async function clearHalfMade(db: Db, name: string): Promise<void> {
  if (!(await db.schema.hasTable(name))) return;
  if ((await db(name).limit(1)).length > 0) {
    throw new Error(
      `The table ${name} is there and holds data, but its migration is not noted as done: restore the backup, or note it by hand.`,
    );
  }
  await db.schema.dropTable(name);
}

/**
 * Creates a table with InnoDB and utf8mb4 where that is to be said. To be called by the one process
 * that holds the migration lock.
 */
export async function createTable(
  db: Db,
  name: string,
  build: (t: Knex.CreateTableBuilder, c: ReturnType<typeof columns>) => void,
): Promise<void> {
  await clearHalfMade(db, name);
  await db.schema.createTable(name, (t) => {
    if (dialectOf(db) === 'mysql') {
      t.engine('InnoDB');
      t.charset('utf8mb4');
      t.collate('utf8mb4_unicode_ci');
    }
    build(t, columns(db, t));
  });
}

/** A safe LIKE pattern for «contains»; use with `whereRaw('x like ? escape \'!\'', …)`. */
export const likeContains = (text: string): string => `%${text.replace(/[!%_]/g, (c) => `!${c}`)}%`;
