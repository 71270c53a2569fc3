import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * Whom of those in its role a wave asks: `current`, `everyone`, `finished`; and whether also those without
 * an account in the course. The waves that are there asked everybody, and go on doing so.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'survey_waves', 'among', (c) => c.ascii('among', 8).defaultTo('everyone'));
  await addColumn(db, 'survey_waves', 'guests', (c) => c.flag('guests').defaultTo(true));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'survey_waves', 'guests');
  await dropColumn(db, 'survey_waves', 'among');
}
