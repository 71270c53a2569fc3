import { addIndex, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const COLUMNS = ['programme_id', 'kind', 'withdrawn_at', 'pair_id'];

/** In which pairs of a programme a closing meeting was held is read from an index alone. */
export async function up(db: Db): Promise<void> {
  await addIndex(db, 'meetings', COLUMNS, 'meetings_by_kind');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('meetings'))) return;
  await dropIndex(db, 'meetings', 'meetings_by_kind');
}
