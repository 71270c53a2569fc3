import { addIndex, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Pairs by their end and plans by their state, so that looking for what is due reads only that. */
export async function up(db: Db): Promise<void> {
  await addIndex(db, 'pairs', ['programme_id', 'state', 'ends_on', 'id'], 'pairs_by_end');
  await addIndex(db, 'plans', ['programme_id', 'state', 'id'], 'plans_by_state');
}

export async function down(db: Db): Promise<void> {
  if (await db.schema.hasTable('plans')) await dropIndex(db, 'plans', 'plans_by_state');
  if (await db.schema.hasTable('pairs')) await dropIndex(db, 'pairs', 'pairs_by_end');
}
