import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';

const require = createRequire(import.meta.url);
const FIRST_WITH_NODE_API = 22;

/** A prepared statement of better-sqlite3, as far as it is used here. */
export interface SqliteStatement {
  readonly reader: boolean;
  all(...bindings: unknown[]): unknown[];
  run(...bindings: unknown[]): { lastInsertRowid: number | bigint; changes: number };
}
/** A connection of better-sqlite3, as far as it is used here. */
export interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
  pragma(source: string): unknown;
  close(): void;
}

/**
 * The package of better-sqlite3 that this Node can run. Release 13 stands on Node-API and asks for
 * Node 22; release 12 runs on Node 20, but a garbage collection ends the process on Node 24.19 and
 * later (its statements outlive the environment that they unregister from).
 */
export const sqlitePackage = (node: string = process.versions.node): string =>
  Number.parseInt(node, 10) >= FIRST_WITH_NODE_API ? 'better-sqlite3-napi' : 'better-sqlite3';

/** Loads better-sqlite3. Throws a sentence for the operator when it is not installed. */
export function loadSqlite(): typeof Database {
  const name = sqlitePackage();
  try {
    return require(name) as typeof Database;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `SQLite needs the package ${name}, which could not be installed or compiled on Node ${process.versions.node}: run npm ci again (on Node 20 with python3, make and g++), or use MySQL`,
      { cause: error },
    );
  }
}

const MAX_PREPARED = 300;
const prepared = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>();

/**
 * The statement of one SQL text, compiled once a connection: compiling costs more than running it.
 * The most recently used ones are kept; SQLite compiles them anew by itself when the schema changes.
 */
export function prepare(connection: SqliteConnection, sql: string): SqliteStatement {
  const known = prepared.get(connection) ?? new Map<string, SqliteStatement>();
  prepared.set(connection, known);
  const statement = known.get(sql) ?? connection.prepare(sql);
  known.delete(sql);
  known.set(sql, statement);
  if (known.size > MAX_PREPARED) known.delete(known.keys().next().value as string);
  return statement;
}
