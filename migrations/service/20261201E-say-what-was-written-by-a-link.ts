import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Records that were written by a personal link say so; null: their writer had signed in. */
const TABLES = ['meetings', 'planned_meetings', 'plan_versions'] as const;

export async function up(db: Db): Promise<void> {
  for (const table of TABLES) await addColumn(db, table, 'by_link', (c) => c.flag('by_link'));
}

export async function down(db: Db): Promise<void> {
  for (const table of TABLES) await dropColumn(db, table, 'by_link');
}
