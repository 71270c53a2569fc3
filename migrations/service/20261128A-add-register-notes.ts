import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * What the registers ask for and nothing else holds (methodology §5.1 columns 5, 6, 8, 11, 12; §5.2
 * columns 10, 12, 15, 16): of a participation, and of each pairing, which is a row of its own.
 */
export async function up(db: Db): Promise<void> {
  const of = 'participations';
  await addColumn(db, of, 'request', (c) => c.words('request', 2000));
  /** The day of joining, where another one than that of the row counts. */
  await addColumn(db, of, 'entered_on', (c) => c.date('entered_on'));
  /** The form of who is in no pair yet. */
  await addColumn(db, of, 'register_form', (c) => c.ascii('register_form', 32));
  /** Counts the changes of notes, those of pairings too; null: none yet. */
  await addColumn(db, of, 'notes_version', (c) => c.count('notes_version'));
  for (const table of [of, 'pair_members']) {
    await addColumn(db, table, 'results', (c) => c.words('results', 2000));
    await addColumn(db, table, 'review_url', (c) => c.words('review_url', 500));
  }
}

export async function down(db: Db): Promise<void> {
  for (const name of ['request', 'entered_on', 'register_form', 'notes_version'])
    await dropColumn(db, 'participations', name);
  for (const table of ['participations', 'pair_members'])
    for (const name of ['results', 'review_url']) await dropColumn(db, table, name);
}
