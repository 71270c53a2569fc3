import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * By which pass of a personal link answers to an anonymous wave were saved last; null: by who signed in.
 * By another pass they are not shown: a link can be made, and opened, by somebody else.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'survey_receipts', 'pass_hash', (c) => c.ascii('pass_hash', 64));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'survey_receipts', 'pass_hash');
}
