import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** When a signal of a pair was first seen and when it was seen no more: one row a pair, kind and day of beginning. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'signal_episodes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('pair_form', 32).notNullable();
    c.ascii('code', 32).notNullable();
    /** The day on which it began, by the facts. */
    c.date('since').notNullable();
    /** The greatest that was seen, 1–3. */
    c.count('severity').notNullable();
    c.date('opened_on').notNullable();
    c.date('ended_on').nullable();
    /** gone, pair_state */
    c.ascii('ended_how', 16).nullable();
    c.moment('created_at').notNullable();
    t.unique(['pair_id', 'code', 'since'], { indexName: 'signal_episodes_key' });
    t.index(['programme_id', 'ended_on'], 'signal_episodes_open');
    t.index(['programme_id', 'opened_on', 'code'], 'signal_episodes_by_day');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('signal_episodes');
}
