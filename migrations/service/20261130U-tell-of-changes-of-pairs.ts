import { addColumn, addUnique, dropColumn, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Letters also of a change of mentor: one a person, pair and change. Those that are there tell of new pairs. */
export async function up(db: Db): Promise<void> {
  /** new_pair, new_mentor, handed_over */
  await addColumn(db, 'pair_letters', 'kind', (c) => c.ascii('kind', 16).defaultTo('new_pair'));
  /** The row of pair_events; '': the pair was made. */
  await addColumn(db, 'pair_letters', 'event_id', (c) => c.ascii('event_id', 36).defaultTo(''));
  const key = ['pair_id', 'person_id', 'event_id'];
  await addUnique(db, 'pair_letters', key, 'pair_letters_once');
  await dropIndex(db, 'pair_letters', 'pair_letters_key');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('pair_letters'))) return;
  if (await db.schema.hasColumn('pair_letters', 'event_id')) {
    await db('pair_letters').whereNot('event_id', '').delete();
  }
  await addUnique(db, 'pair_letters', ['pair_id', 'person_id'], 'pair_letters_key');
  await dropIndex(db, 'pair_letters', 'pair_letters_once');
  for (const name of ['event_id', 'kind']) await dropColumn(db, 'pair_letters', name);
}
