import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * The day on which a meeting's record said what is agreed for the next one: the pair's date is the one
 * said last, whichever meeting it was said with. Null in older records: said on the day of the meeting.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'meetings', 'next_said_on', (c) => c.date('next_said_on'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'meetings', 'next_said_on');
}
