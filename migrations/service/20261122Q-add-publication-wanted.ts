import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Somebody's case or photograph is to be published in this programme: then a consent is asked for. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'members', 'publication_wanted', (c) => c.flag('publication_wanted'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'members', 'publication_wanted');
}
