import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Of which courses a course is a copy, the latest first: the LMS's own ids. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'lti_contexts', 'history', (c) => c.json('history'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'lti_contexts', 'history');
}
