import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { fromRoot } from '../root.js';
import { SqliteClient } from './sqlite-client.js';
import type { SqliteConnection } from './sqlite-driver.js';

export type Db = Knex;
export type Dialect = 'mysql' | 'sqlite';

/** Where the data are: `mysql://user:password@host:port/name` or `sqlite:PATH`. */
export interface DatabaseTarget {
  dialect: Dialect;
  url: string;
}

/** Reads `DATABASE_URL`. Throws a sentence that says what is wrong with it. */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length);
    if (path === '')
      throw new Error('DATABASE_URL: sqlite: needs a path, for example sqlite:data/app.sqlite');
    return { dialect: 'sqlite', url };
  }
  if (/^(mysql|mariadb):\/\//.test(url)) {
    const parsed = new URL(url);
    if (parsed.pathname.length < 2)
      throw new Error('DATABASE_URL: the name of the database is missing');
    return { dialect: 'mysql', url: url.replace(/^mariadb:/, 'mysql:') };
  }
  throw new Error('DATABASE_URL must start with mysql:// or sqlite:');
}

function sqlitePath(url: string): string {
  const path = url.slice('sqlite:'.length);
  if (path === ':memory:') return path;
  const absolute = isAbsolute(path) ? path : fromRoot(path);
  mkdirSync(dirname(absolute), { recursive: true });
  return absolute;
}

/** What of mysql2's connection is used here. */
interface MysqlConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

function connectSqlite(url: string): Db {
  return knexFactory({
    client: SqliteClient as unknown as typeof Knex.Client,
    connection: { filename: sqlitePath(url) },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (raw: SqliteConnection, done: (error: Error | null, raw: unknown) => void) => {
        raw.pragma('journal_mode = WAL');
        // FULL: what a user was told of also survives a power cut, not only a killed process.
        raw.pragma('synchronous = FULL');
        raw.pragma('foreign_keys = ON');
        raw.pragma('busy_timeout = 10000');
        raw.pragma('cache_size = -65536');
        done(null, raw);
      },
    },
  });
}

function connectMysql(url: string, poolSize: number): Db {
  const target = new URL(url);
  return knexFactory({
    client: 'mysql2',
    connection: {
      host: target.hostname,
      port: Number(target.port || 3306),
      user: decodeURIComponent(target.username),
      password: decodeURIComponent(target.password),
      database: decodeURIComponent(target.pathname.slice(1)),
      charset: 'utf8mb4',
      timezone: 'Z',
      supportBigNumbers: true,
      bigNumberStrings: false,
      decimalNumbers: true,
    },
    pool: {
      min: 0,
      max: poolSize,
      afterCreate: (raw: MysqlConnection, done: (error: Error | null, raw: unknown) => void) => {
        raw.query(
          "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'",
          (error) => {
            if (error) return done(error, raw);
            raw.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (failed) =>
              done(failed, raw),
            );
          },
        );
      },
    },
  });
}

/**
 * Opens the pool of connections. Nothing is asked of the server yet.
 * @param url `DATABASE_URL`
 * @param options.poolSize connections at most (MySQL; SQLite has one)
 */
export function connectDb(url: string, options: { poolSize?: number } = {}): Db {
  const target = parseDatabaseUrl(url);
  return target.dialect === 'sqlite'
    ? connectSqlite(target.url)
    : connectMysql(target.url, options.poolSize ?? 10);
}

/** Which of the two kinds of database a connection (or transaction) speaks to. */
export function dialectOf(db: Db): Dialect {
  return db.client.config.client === 'mysql2' ? 'mysql' : 'sqlite';
}
