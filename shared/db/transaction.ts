import type { Knex } from 'knex';
import { type Db, dialectOf } from './connect.js';
import { dbFault } from './db-errors.js';

const ATTEMPTS = 6;

/**
 * SQLite begins a transaction as a reader and refuses to make it a writer when another process has
 * written in between. Ours begin as writers, so that they wait for each other instead.
 */
async function beginAsWriter(trx: Knex.Transaction): Promise<void> {
  if (dialectOf(trx) !== 'sqlite') return;
  await trx.raw('commit');
  await trx.raw('begin immediate');
}

/**
 * Runs `work` in one transaction and tries again when the database says that it lost a race
 * (deadlock, lock wait, busy). `work` may therefore run several times: everything that it does must
 * go through the transaction that it is given. Stores are rebuilt on it: `pairStore(trx)`.
 */
export async function inTransaction<T>(
  db: Db,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(async (trx) => {
        await beginAsWriter(trx);
        return work(trx);
      });
    } catch (error) {
      if (attempt >= ATTEMPTS || dbFault(error) !== 'retry') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}
