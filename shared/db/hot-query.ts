import { type Db, dialectOf } from './connect.js';
import { prepare, type SqliteConnection } from './sqlite-driver.js';

export type Binding = string | number | null;

/** What of mysql2's connection is used here. */
interface MysqlConnection {
  execute(
    sql: string,
    bindings: readonly Binding[],
    done: (error: Error | null, result: unknown) => void,
  ): void;
}

function execute(
  connection: MysqlConnection,
  sql: string,
  bindings: readonly Binding[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.execute(sql, bindings, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Does `work` on a connection of the pool, or of the transaction that `db` is. */
async function onConnection<T>(
  db: Db,
  sql: string,
  bindings: readonly Binding[],
  work: (connection: unknown) => Promise<T> | T,
): Promise<T> {
  const { client } = db;
  const connection: unknown = await client.acquireConnection();
  try {
    client.emit('query', { sql, bindings, method: 'raw' });
    return await work(connection);
  } finally {
    await client.releaseConnection(connection);
  }
}

/**
 * The rows of one fixed SQL text, prepared once a connection. For the few statements that every
 * request or launch makes, where building a query anew costs several times what running it does;
 * everything else goes through the query builder. The text must be a constant: each one stays prepared.
 */
export function hotRows<T>(db: Db, sql: string, bindings: readonly Binding[]): Promise<T[]> {
  const isMysql = dialectOf(db) === 'mysql';
  return onConnection(db, sql, bindings, async (connection) =>
    isMysql
      ? ((await execute(connection as MysqlConnection, sql, bindings)) as T[])
      : (prepare(connection as SqliteConnection, sql).all(...bindings) as T[]),
  );
}

/** Runs one fixed SQL text that writes, as `hotRows` reads; gives the number of rows that it met. */
export function hotRun(db: Db, sql: string, bindings: readonly Binding[]): Promise<number> {
  const isMysql = dialectOf(db) === 'mysql';
  return onConnection(db, sql, bindings, async (connection) => {
    if (!isMysql) return prepare(connection as SqliteConnection, sql).run(...bindings).changes;
    const done = await execute(connection as MysqlConnection, sql, bindings);
    return (done as { affectedRows: number }).affectedRows;
  });
}

/** `insert into table (columns…) values (?…)`, to be made once as a constant. */
export const insertText = (table: string, columns: readonly string[]): string =>
  `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
