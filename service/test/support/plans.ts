import { expect } from 'chai';
import type { Db } from '../../../shared/db/connect.js';
import { isMysql } from './databases.js';

/** Tables that hold a few rows of the whole installation, or of a test's college: any way to read them is good. */
const SMALL: ReadonlySet<string> = new Set([
  'organisations',
  'programmes',
  'survey_waves',
  'questionnaires',
  'survey_receipts',
  'consents',
  'personal_links',
  'profiles',
  'help_requests',
  'person_distinctions',
]);

interface Asked {
  sql: string;
  bindings: readonly unknown[];
}

/** How the database would answer a statement, as words; of each table that it reads in full, its name. */
async function scansOf(db: Db, { sql, bindings }: Asked): Promise<string[]> {
  if (isMysql(db)) {
    const [rows] = await db.raw(`explain ${sql}`, bindings as string[]);
    return (rows as { table: string | null; type: string | null }[])
      .filter((row) => row.type === 'ALL' && !String(row.table).startsWith('<'))
      .map((row) => String(row.table));
  }
  const rows: { detail: string }[] = await db.raw(
    `explain query plan ${sql}`,
    bindings as string[],
  );
  return rows.flatMap(({ detail }) => {
    const scanned = /^SCAN (?:TABLE )?(\w+)(?! USING)/.exec(detail);
    return scanned?.[1] && !/USING|CONSTANT/.test(detail) ? [scanned[1]] : [];
  });
}

/** The table of an alias in a statement. */
const tableOf = (sql: string, name: string): string =>
  new RegExp(`[\`"](\\w+)[\`"] as [\`"]${name}[\`"]`).exec(sql)?.[1] ?? name;

/** The statements of this work, each with the tables that it reads from end to end. */
export async function scansIn(db: Db, work: () => Promise<unknown>) {
  const asked: Asked[] = [];
  const note = (query: Asked) => {
    if (/^\s*select/i.test(query.sql)) asked.push(query);
  };
  db.on('query', note);
  try {
    await work();
  } finally {
    db.removeListener('query', note);
  }
  const found: { sql: string; tables: string[] }[] = [];
  for (const one of asked) {
    const tables = (await scansOf(db, one)).map((name) => tableOf(one.sql, name));
    found.push({ sql: one.sql, tables });
  }
  return found;
}

/**
 * Fails when a statement of this work reads a large table from end to end.
 * @param small the tables that are small in this test
 */
export async function findsByIndex(
  db: Db,
  work: () => Promise<unknown>,
  small: ReadonlySet<string> = SMALL,
): Promise<void> {
  const found = await scansIn(db, work);
  expect(found).not.to.deep.equal([]);
  for (const { sql, tables } of found)
    expect(
      tables.filter((table) => !small.has(table)),
      sql,
    ).to.deep.equal([]);
}
