import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * What a coordinator has decided of a participation (methodology §10): who was declined or left keeps
 * the row with the reason, so that they stay in the list and can come back. `decided_by` is a person.
 */
export async function up(db: Db): Promise<void> {
  /** declined, withdrawn, waiting; null: nothing beside the state */
  await addColumn(db, 'participations', 'decision', (c) => c.ascii('decision', 16));
  await addColumn(db, 'participations', 'decision_reason', (c) => c.words('decision_reason', 500));
  await addColumn(db, 'participations', 'decided_at', (c) => c.moment('decided_at'));
  await addColumn(db, 'participations', 'decided_by', (c) => c.id('decided_by'));
  /** The state before somebody was declined or left: what undoing brings back. */
  await addColumn(db, 'participations', 'state_before', (c) => c.ascii('state_before', 16));
  /** Of the waiting list: the psychologist supports them meanwhile (methodology §3, stage 5). */
  await addColumn(db, 'participations', 'supported', (c) => c.flag('supported'));
}

export async function down(db: Db): Promise<void> {
  const names = ['decision', 'decision_reason', 'decided_at', 'decided_by', 'state_before'];
  for (const name of [...names, 'supported']) await dropColumn(db, 'participations', name);
}
