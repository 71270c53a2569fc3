import { type Db, dialectOf } from './connect.js';
import { prepare, type SqliteConnection } from './sqlite-driver.js';

export type Binding = string | number | null;

/** What of mysql2's connection is used here. */
interface MysqlConnection {
  execute(
    sql: string,
    bindings: readonly Binding[],
    done: (error: Error | null, rows: unknown) => void,
  ): void;
}

function execute(
  connection: MysqlConnection,
  sql: string,
  bindings: readonly Binding[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.execute(sql, bindings, (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}

/**
 * The rows of one fixed SQL text, prepared once a connection. For the few statements that every
 * request makes, where building a query anew costs several times what running it does; everything
 * else goes through the query builder. The text must be a constant: each one stays prepared.
 */
export async function hotRows<T>(db: Db, sql: string, bindings: readonly Binding[]): Promise<T[]> {
  const { client } = db;
  const connection: unknown = await client.acquireConnection();
  try {
    client.emit('query', { sql, bindings, method: 'raw' });
    return dialectOf(db) === 'mysql'
      ? ((await execute(connection as MysqlConnection, sql, bindings)) as T[])
      : (prepare(connection as SqliteConnection, sql).all(...bindings) as T[]);
  } finally {
    await client.releaseConnection(connection);
  }
}
