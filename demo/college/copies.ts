import type { Db } from '../../shared/db/connect.js';
import { dialectOf } from '../../shared/db/connect.js';

/** The tables of a college, and which of their columns hold ids. */
const TABLES = [
  'programmes',
  'programme_courses',
  'people',
  'person_accounts',
  'members',
  'participations',
  'pairs',
  'pair_members',
  'meetings',
  'meeting_attendance',
] as const;
const isId = (column: string): boolean => column === 'id' || column.endsWith('_id');

/**
 * Copies a college under other ids: the first eight digits of each id are the number of the copy, so
 * that rows of a copy belong together as those of the original do.
 */
export async function copyCollege(db: Db, organisationId: string, copies: number): Promise<void> {
  const columnsOf = new Map<string, string[]>();
  for (const table of ['organisations', ...TABLES]) {
    columnsOf.set(table, Object.keys(await db(table).columnInfo()));
  }
  for (let copy = 1; copy <= copies; copy += 1) {
    const prefix = copy.toString(16).padStart(8, '0');
    await db.transaction(async (trx) => {
      for (const [table, columns] of columnsOf) {
        const key = table === 'organisations' ? 'id' : 'organisation_id';
        const values = columns.map((column) =>
          isId(column) ? copiedId(db, column, prefix) : trx.ref(column),
        );
        const rows = trx(table).where(key, organisationId).select(values);
        await trx(trx.raw('?? (??)', [table, columns])).insert(rows);
      }
    });
  }
}

function copiedId(db: Db, column: string, prefix: string) {
  return dialectOf(db) === 'mysql'
    ? db.raw('concat(?, substr(??, 9))', [prefix, column])
    : db.raw('? || substr(??, 9)', [prefix, column]);
}
