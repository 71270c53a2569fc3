import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Knex } from 'knex';
import { fromRoot } from '../root.js';
import { connectDb, type Db, dialectOf } from './connect.js';
import { loadSqlite } from './sqlite-driver.js';

/** The two sets of migrations; each keeps its own table of what was done. */
export const MIGRATION_SETS = ['service', 'lti-tool'] as const;
export type MigrationSet = (typeof MIGRATION_SETS)[number];

function configOf(set: MigrationSet): Knex.MigratorConfig {
  return {
    directory: fromRoot('dist', 'migrations', set),
    tableName: set === 'service' ? 'service_migrations' : 'lti_migrations',
    loadExtensions: ['.js'],
    // MySQL commits DDL at once anyway; each migration makes one table.
    disableTransactions: true,
  };
}

/**
 * Holds a lock that the database or the operating system lets go of by itself when the process
 * dies; knex's own lock is a row that a killed process leaves behind, so it is freed once we hold ours.
 */
async function withMigrationLock<T>(db: Db, url: string, work: () => Promise<T>): Promise<T> {
  if (dialectOf(db) === 'sqlite') {
    const file = `${db.client.config.connection.filename}.migrate-lock`;
    const Database = loadSqlite();
    const lock = new Database(file, { timeout: 120_000 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return await work();
    } finally {
      lock.close();
    }
  }
  const holder = connectDb(url, { poolSize: 1 });
  const name = `nastavnik-migrate-${createHash('sha256').update(new URL(url).pathname).digest('hex').slice(0, 16)}`;
  try {
    return await holder.transaction(async (trx) => {
      const [[row]] = (await trx.raw('select get_lock(?, 120) as held', [name])) as [
        [{ held: number }],
      ];
      if (row.held !== 1)
        throw new Error('Another process has been migrating the database for two minutes');
      try {
        return await work();
      } finally {
        await trx.raw('select release_lock(?)', [name]);
      }
    });
  } finally {
    await holder.destroy();
  }
}

/** Brings the database up to date. Two processes at once: the second waits, then finds nothing to do. */
export async function migrateUp(db: Db, url: string): Promise<string[]> {
  return withMigrationLock(db, url, async () => {
    const done: string[] = [];
    for (const set of MIGRATION_SETS) {
      const config = configOf(set);
      await db.migrate.forceFreeMigrationsLock(config);
      const [, names] = (await db.migrate.latest(config)) as [number, string[]];
      done.push(...names);
    }
    return done;
  });
}

/** Takes every migration back (tests, and a trial that is to be started anew). */
export async function migrateDown(db: Db, url: string): Promise<void> {
  await withMigrationLock(db, url, async () => {
    for (const set of [...MIGRATION_SETS].reverse()) {
      const config = configOf(set);
      await db.migrate.forceFreeMigrationsLock(config);
      await db.migrate.rollback(config, true);
    }
  });
}

/** The migrations that the program knows and the database has not seen; empty: up to date. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const pending: string[] = [];
  for (const set of MIGRATION_SETS) {
    const config = configOf(set);
    const known = readdirSync(config.directory as string).filter((f) => f.endsWith('.js'));
    const table = config.tableName as string;
    const seen = (await db.schema.hasTable(table))
      ? new Set((await db(table).select('name')).map((r: { name: string }) => r.name))
      : new Set<string>();
    pending.push(...known.filter((f) => !seen.has(f)));
  }
  return pending;
}
