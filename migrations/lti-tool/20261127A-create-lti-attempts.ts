import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** How often somebody at a network address tried what may not be guessed, by the hour. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_attempts', (t, c) => {
    /** Keyed hash of the network address, which is kept nowhere. */
    c.ascii('visitor', 64).notNullable();
    c.moment('window_start').notNullable();
    c.count('attempts').notNullable();
    t.primary(['visitor', 'window_start']);
    t.index(['window_start'], 'lti_attempts_by_age');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_attempts');
}
