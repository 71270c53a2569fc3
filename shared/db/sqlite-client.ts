import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import { loadSqlite, prepare, type SqliteConnection } from './sqlite-driver.js';

/** What of a query knex hands to its client. */
interface SqliteQuery {
  sql: string;
  bindings?: readonly unknown[];
  response?: unknown;
  context?: { lastID: number | bigint; changes: number };
}
/** knex's client for better-sqlite3, as far as it is built upon here; knex does not type it. */
interface KnexSqliteClient {
  _formatBindings(bindings?: readonly unknown[]): unknown[];
}

const KnexClient = createRequire(import.meta.url)('knex/lib/dialects/better-sqlite3') as new (
  config: Knex.Config,
) => KnexSqliteClient;

/**
 * knex's client with two things changed: the release of better-sqlite3 that this Node can run, and
 * statements that stay prepared instead of being compiled at each query.
 */
export class SqliteClient extends KnexClient {
  _driver(): unknown {
    return loadSqlite();
  }

  async _query(connection: SqliteConnection, query: SqliteQuery): Promise<SqliteQuery> {
    if (!query.sql) throw new Error('The query is empty');
    const statement = prepare(connection, query.sql);
    const bindings = this._formatBindings(query.bindings);
    if (statement.reader) {
      query.response = statement.all(bindings);
      return query;
    }
    const done = statement.run(bindings);
    query.response = done;
    query.context = { lastID: done.lastInsertRowid, changes: done.changes };
    return query;
  }
}
