import { addIndex, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * The ids of a page of the log are read from one index, in its order: the meetings that stand, by
 * day. It finds the few that were withdrawn as the one before it did.
 */
export async function up(db: Db): Promise<void> {
  const columns = ['programme_id', 'withdrawn_at', 'held_on', 'id'];
  await addIndex(db, 'meetings', columns, 'meetings_by_standing');
  await dropIndex(db, 'meetings', 'meetings_withdrawn');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('meetings'))) return;
  await addIndex(db, 'meetings', ['programme_id', 'withdrawn_at'], 'meetings_withdrawn');
  await dropIndex(db, 'meetings', 'meetings_by_standing');
}
