import { addColumn, addIndex, dropColumn, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const INDEX = 'people_merged_into';

/**
 * Somebody who was there twice: the person whose record goes on (a person). The row stays for what
 * names it for ever, as the journal does; it is in no programme.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'people', 'merged_into', (c) => c.id('merged_into'));
  await addIndex(db, 'people', ['merged_into'], INDEX);
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('people'))) return;
  await dropIndex(db, 'people', INDEX);
  await dropColumn(db, 'people', 'merged_into');
}
