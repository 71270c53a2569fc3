import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** What was decided of a course that was copied for a new year. */
export async function up(db: Db): Promise<void> {
  // `new`: a programme of its own; `continued`: its course goes on in another programme.
  await addColumn(db, 'programmes', 'continuation', (c) => c.ascii('continuation', 16));
  // The programme of the year before, where its settings were taken over.
  await addColumn(db, 'programmes', 'predecessor_id', (c) => c.id('predecessor_id'));
  // Where the course has gone; nobody enters such a programme any more.
  await addColumn(db, 'programmes', 'continued_in', (c) => c.id('continued_in'));
}

export async function down(db: Db): Promise<void> {
  for (const name of ['continuation', 'predecessor_id', 'continued_in']) {
    await dropColumn(db, 'programmes', name);
  }
}
