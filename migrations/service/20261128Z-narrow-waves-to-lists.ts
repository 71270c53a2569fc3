import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Whether a wave asks only a list of people (survey_wave_people). Those that are there have none. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'survey_waves', 'listed', (c) => c.flag('listed').defaultTo(false));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'survey_waves', 'listed');
}
