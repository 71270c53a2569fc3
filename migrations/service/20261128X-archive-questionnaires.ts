import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** When a questionnaire that was asked was put away; null: it is offered for new waves. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'questionnaires', 'archived_at', (c) => c.moment('archived_at'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'questionnaires', 'archived_at');
}
