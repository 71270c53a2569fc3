import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Where in the LMS a placed page is opened, of products whose addresses are known: letters lead there. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'lti_placements', 'launch_url', (c) => c.words('launch_url', 500));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'lti_placements', 'launch_url');
}
