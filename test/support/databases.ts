import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDb } from '../../shared/db/connect.js';

export type DatabaseKind = 'sqlite' | 'mysql';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** The kinds that this run can use: MySQL/MariaDB only where TEST_MYSQL_URL says where. */
export const DATABASE_KINDS: readonly DatabaseKind[] = process.env['TEST_MYSQL_URL']
  ? ['sqlite', 'mysql']
  : ['sqlite'];

function sqliteDatabase(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-test-'));
  return {
    url: `sqlite:${join(folder, 'test.sqlite')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function mysqlDatabase(): Promise<TestDatabase> {
  const server = new URL(process.env['TEST_MYSQL_URL'] as string);
  const name = `nastavnik_${randomBytes(6).toString('hex')}`;
  const inDatabase = (database: string) => {
    const url = new URL(server);
    url.pathname = `/${database}`;
    return url.href;
  };
  const run = async (sql: string) => {
    const db = connectDb(inDatabase('information_schema'), { poolSize: 1 });
    await db.raw(sql);
    await db.destroy();
  };
  await run(`create database ${name} character set utf8mb4`);
  return { url: inDatabase(name), drop: () => run(`drop database ${name}`) };
}

/** A fresh empty database that the test drops at its end. */
export async function freshDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? sqliteDatabase() : mysqlDatabase();
}
