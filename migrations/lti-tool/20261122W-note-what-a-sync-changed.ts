import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** How many people the last roster renamed or brought back. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'lti_contexts', 'sync_updated', (c) => c.count('sync_updated'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'lti_contexts', 'sync_updated');
}
