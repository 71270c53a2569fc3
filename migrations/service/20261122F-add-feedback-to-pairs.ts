import type { Db } from '../../shared/db/connect.js';
import { columns } from '../../shared/db/dialect.js';

/** When the last rating of a pair came, and when its last meeting was written down. */
const COLUMNS = ['last_feedback_at', 'last_logged_at'] as const;

/** Adds the moments that «no feedback for so long» is told by, filled from the meetings there are. */
export async function up(db: Db): Promise<void> {
  for (const column of COLUMNS) {
    if (await db.schema.hasColumn('pairs', column)) continue;
    await db.schema.alterTable('pairs', (t) => {
      columns(db, t).moment(column).nullable();
    });
  }
  await db('pairs').update({
    last_feedback_at: db('meetings as m')
      .join('meeting_attendance as a', 'a.meeting_id', 'm.id')
      .whereRaw('m.pair_id = pairs.id')
      .where('a.confirmation', 'confirmed')
      .whereNotNull('a.rating')
      .max('a.responded_at'),
    last_logged_at: db('meetings as m').whereRaw('m.pair_id = pairs.id').max('m.created_at'),
  });
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('pairs'))) return;
  for (const column of COLUMNS) {
    if (!(await db.schema.hasColumn('pairs', column))) continue;
    await db.schema.alterTable('pairs', (t) => {
      t.dropColumn(column);
    });
  }
}
