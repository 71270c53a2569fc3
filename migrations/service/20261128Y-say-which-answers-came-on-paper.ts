import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * Of an anonymous wave: the answers were typed off a sheet of paper, so who typed knows them one by one,
 * and what is shown must not let the others be told from them.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'survey_responses', 'on_paper', (c) => c.flag('on_paper').defaultTo(false));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'survey_responses', 'on_paper');
}
