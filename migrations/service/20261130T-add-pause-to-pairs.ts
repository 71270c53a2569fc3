import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** What lists say of a pair's pause and of its prolongation; the whole of it stands in pair_pauses and pair_events. */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'pairs', 'paused_from', (c) => c.date('paused_from'));
  await addColumn(db, 'pairs', 'paused_until', (c) => c.date('paused_until'));
  await addColumn(db, 'pairs', 'pause_reason', (c) => c.ascii('pause_reason', 24));
  /** The first day of work after the last pause: feedback is asked for from then on. */
  await addColumn(db, 'pairs', 'resumed_on', (c) => c.date('resumed_on'));
  /** The end that was planned before it was prolonged for the first time. */
  await addColumn(db, 'pairs', 'prolonged_from', (c) => c.date('prolonged_from'));
}

export async function down(db: Db): Promise<void> {
  const names = ['paused_from', 'paused_until', 'pause_reason', 'resumed_on', 'prolonged_from'];
  for (const name of names) await dropColumn(db, 'pairs', name);
}
