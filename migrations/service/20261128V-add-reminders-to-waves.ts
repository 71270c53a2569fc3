import { addColumn, addIndex, dropColumn, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * On which days before its end a wave reminds those who have not answered (a list of numbers), and the
 * next such day; null: no more, or the wave is not open.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'survey_waves', 'remind_days', (c) => c.json('remind_days'));
  await addColumn(db, 'survey_waves', 'remind_next', (c) => c.date('remind_next'));
  await addIndex(db, 'survey_waves', ['remind_next'], 'survey_waves_to_remind');
}

export async function down(db: Db): Promise<void> {
  await dropIndex(db, 'survey_waves', 'survey_waves_to_remind');
  await dropColumn(db, 'survey_waves', 'remind_next');
  await dropColumn(db, 'survey_waves', 'remind_days');
}
