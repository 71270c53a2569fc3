import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDb, type Db, dialectOf } from '../../../shared/db/connect.js';
import { fromRoot } from '../../../shared/root.js';

/** Opens a new, migrated, empty database; it is closed and removed after the tests of the block. */
export type OpenDb = () => Promise<Db>;

async function migrate(db: Db): Promise<void> {
  await db.migrate.latest({
    directory: fromRoot('dist', 'migrations', 'service'),
    tableName: 'service_migrations',
    loadExtensions: ['.js'],
    disableTransactions: true,
  });
}

let template: string | undefined;

/** A migrated SQLite file, made once a process and copied for each database. */
async function sqliteTemplate(): Promise<string> {
  if (template === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'nastavnik-template-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'template.sqlite');
    const db = connectDb(`sqlite:${file}`);
    await migrate(db);
    await db.raw('pragma wal_checkpoint(truncate)');
    await db.destroy();
    template = file;
  }
  return template;
}

interface Opened {
  db: Db;
  remove(): Promise<void>;
}

async function openSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-test-'));
  const file = join(folder, 'test.sqlite');
  copyFileSync(await sqliteTemplate(), file);
  const db = connectDb(`sqlite:${file}`);
  return {
    db,
    remove: async () => {
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let counter = 0;

async function openMysql(url: string): Promise<Opened> {
  counter += 1;
  const name = `nv_test_${process.pid}_${Date.now().toString(36)}_${counter}`;
  const target = new URL(url);
  target.pathname = '/information_schema';
  const server = connectDb(target.href, { poolSize: 1 });
  await server.raw('create database ?? character set utf8mb4', [name]);
  target.pathname = `/${name}`;
  const db = connectDb(target.href);
  await migrate(db);
  return {
    db,
    remove: async () => {
      await db.destroy();
      await server.raw('drop database ??', [name]);
      await server.destroy();
    },
  };
}

/**
 * Runs a block of tests on SQLite and, where TEST_MYSQL_URL is set, on MySQL or MariaDB
 * (`mysql://root@127.0.0.1:3306/any`; databases of its own are made and dropped).
 */
export function eachDatabase(tests: (openDb: OpenDb) => void): void {
  const block = (open: () => Promise<Opened>) => {
    const opened: Opened[] = [];
    after(async function removeDatabases() {
      this.timeout(60_000);
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

export const isMysql = (db: Db): boolean => dialectOf(db) === 'mysql';

/** The address under which another process finds the database of a test. */
export function addressOf(db: Db): string {
  const { connection } = db.client.config;
  if (!isMysql(db)) return `sqlite:${connection.filename}`;
  const { host, port, user, password, database } = connection;
  const secret = password ? `:${encodeURIComponent(password)}` : '';
  return `mysql://${encodeURIComponent(user)}${secret}@${host}:${port}/${database}`;
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
