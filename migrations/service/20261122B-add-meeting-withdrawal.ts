import { addColumn, addIndex, dropColumn, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const FIGURES = ['programme_id', 'week', 'pair_form', 'topic', 'held_on', 'minutes', 'pair_id'];

/**
 * A meeting that was logged by mistake is withdrawn: it stays, and counts nowhere. One index finds the
 * few of a programme, so that lists leave them out at no cost; the figures are read from an index
 * alone, as before.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'meetings', 'withdrawn_at', (c) => c.moment('withdrawn_at'));
  await addColumn(db, 'meetings', 'withdrawn_by', (c) => c.id('withdrawn_by'));
  await addColumn(db, 'meetings', 'withdraw_reason', (c) => c.words('withdraw_reason', 500));
  await addIndex(db, 'meetings', ['programme_id', 'withdrawn_at'], 'meetings_withdrawn');
  await addIndex(db, 'meetings', [...FIGURES, 'withdrawn_at'], 'meetings_figures_standing');
  await dropIndex(db, 'meetings', 'meetings_figures');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('meetings'))) return;
  await addIndex(db, 'meetings', FIGURES, 'meetings_figures');
  await dropIndex(db, 'meetings', 'meetings_figures_standing');
  await dropIndex(db, 'meetings', 'meetings_withdrawn');
  await dropColumn(db, 'meetings', 'withdraw_reason');
  await dropColumn(db, 'meetings', 'withdrawn_by');
  await dropColumn(db, 'meetings', 'withdrawn_at');
}
