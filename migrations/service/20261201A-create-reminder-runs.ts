import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * How far the looking for reminders is, a row for each programme and kind. A run goes on where its last page
 * ended, whichever process goes on with it.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminder_runs', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** A kind of reminder; or digest */
    c.ascii('kind', 32).notNullable();
    /** When it is looked for next. */
    c.moment('due_at').notNullable();
    /** settle, look; null: no run is under way */
    c.ascii('phase', 8).nullable();
    /** The last row that was done; null: none yet. */
    c.ascii('reached', 120).nullable();
    c.ascii('claimed_by', 36).nullable();
    c.moment('claimed_until').nullable();
    c.moment('ended_at').nullable();
    t.unique(['programme_id', 'kind'], { indexName: 'reminder_runs_once' });
    t.index(['due_at', 'id'], 'reminder_runs_due');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminder_runs');
}
