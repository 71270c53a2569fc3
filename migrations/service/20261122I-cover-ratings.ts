import { addIndex, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const CONFIRMATION = ['programme_id', 'confirmation', 'came'];
/** With what the ratings of a period are summed by: they are read from the index alone. */
const RATINGS = [...CONFIRMATION, 'held_on', 'rating', 'person_id', 'meeting_id', 'pair_id'];

/**
 * The ratings of a college are summed without reading its rows one by one, which beside the rows of
 * many other colleges lie far apart. The longer index does all that the shorter one did.
 */
export async function up(db: Db): Promise<void> {
  await addIndex(db, 'meeting_attendance', RATINGS, 'meeting_attendance_ratings');
  await dropIndex(db, 'meeting_attendance', 'meeting_attendance_by_confirmation');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('meeting_attendance'))) return;
  const before = 'meeting_attendance_by_confirmation';
  await addIndex(db, 'meeting_attendance', CONFIRMATION, before);
  await dropIndex(db, 'meeting_attendance', 'meeting_attendance_ratings');
}
