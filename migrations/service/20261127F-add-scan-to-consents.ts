import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** The scan of a paper original, a row of `files`; null: the note says where the original is. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'consents', 'scan_id', (c) => c.id('scan_id'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'consents', 'scan_id');
}
