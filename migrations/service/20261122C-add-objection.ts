import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** What a mentee says was not as the record has it; null: nothing, or nobody objects. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'meeting_attendance', 'objection', (c) => c.words('objection', 1000));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'meeting_attendance', 'objection');
}
