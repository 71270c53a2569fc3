import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDb, type Db } from '../../../shared/db/connect.js';
import { fromRoot } from '../../../shared/root.js';

/** Opens a new, migrated, empty database; it is closed and removed after the tests of the block. */
export type OpenDb = () => Promise<Db>;

interface Opened {
  db: Db;
  remove(): Promise<void>;
}

async function migrate(db: Db): Promise<void> {
  await db.migrate.latest({
    directory: fromRoot('dist', 'migrations', 'lti-tool'),
    tableName: 'lti_migrations',
    loadExtensions: ['.js'],
    disableTransactions: true,
  });
}

async function openSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-lti-'));
  const db = connectDb(`sqlite:${join(folder, 'test.sqlite')}`);
  await migrate(db);
  const remove = async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { db, remove };
}

let counter = 0;

async function openMysql(url: string): Promise<Opened> {
  counter += 1;
  const name = `nv_lti_${process.pid}_${Date.now().toString(36)}_${counter}`;
  const target = new URL(url);
  target.pathname = '/information_schema';
  const server = connectDb(target.href, { poolSize: 1 });
  await server.raw('create database ?? character set utf8mb4', [name]);
  target.pathname = `/${name}`;
  const db = connectDb(target.href);
  await migrate(db);
  const remove = async () => {
    await db.destroy();
    await server.raw('drop database ??', [name]);
    await server.destroy();
  };
  return { db, remove };
}

/**
 * Runs a block of tests on SQLite and, where TEST_MYSQL_URL is set, on MySQL or MariaDB (databases of
 * its own are made and dropped).
 */
export function eachDatabase(tests: (openDb: OpenDb) => void): void {
  const block = (open: () => Promise<Opened>) => {
    const opened: Opened[] = [];
    after(async () => {
      for (const one of opened.splice(0)) await one.remove();
    });
    tests(async () => {
      const one = await open();
      opened.push(one);
      return one.db;
    });
  };
  describe('on SQLite', function onSqlite() {
    this.timeout(60_000);
    block(openSqlite);
  });
  const url = process.env['TEST_MYSQL_URL'];
  if (url) {
    describe('on MariaDB', function onMariaDb() {
      this.timeout(120_000);
      block(() => openMysql(url));
    });
  }
}

/** One SQLite database for a whole file of tests. */
export function useSqlite(): OpenDb {
  const opened: Opened[] = [];
  after(async () => {
    for (const one of opened.splice(0)) await one.remove();
  });
  return async () => {
    const one = await openSqlite();
    opened.push(one);
    return one.db;
  };
}

/** The statements that some work sends to the database, as text. */
export async function statementsOf(db: Db, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const note = (query: { sql: string }) => {
    if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i.test(query.sql)) seen.push(query.sql);
  };
  db.on('query', note);
  try {
    await work();
  } finally {
    db.removeListener('query', note);
  }
  return seen;
}
