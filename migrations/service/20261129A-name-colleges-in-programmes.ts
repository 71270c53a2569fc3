import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * The college's name as the documents of a programme have it; null: as its LMS was registered. Of the
 * programme, not of the organisation: a coordinator changes the papers of their own programme alone.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'programmes', 'college_name', (c) => c.words('college_name', 300));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'programmes', 'college_name');
}
