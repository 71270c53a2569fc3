import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** When the pass of a link was given: one by which somebody works goes on for a day's length at most. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'personal_links', 'pass_given_at', (c) => c.moment('pass_given_at'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'personal_links', 'pass_given_at');
}
