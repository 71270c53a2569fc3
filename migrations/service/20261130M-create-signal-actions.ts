import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What was done about the signals of pairs. Rows are added; what was done by mistake is marked as undone. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'signal_actions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('code', 32).notNullable();
    c.date('since').notNullable();
    /** How severe the signal was then, 1–3. */
    c.count('severity').notNullable();
    /** wrote, talk, paused, rematch, snoozed, false_alarm, returned */
    c.ascii('action', 16).notNullable();
    c.date('acted_on').notNullable();
    /** The signal stays away until this day; null: as long as it lasts. */
    c.date('until_on').nullable();
    c.words('note', 1000).nullable();
    c.id('acted_by').nullable();
    c.flag('undone').notNullable().defaultTo(false);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'id'], 'signal_actions_in_order');
    t.index(['pair_id', 'code', 'since'], 'signal_actions_of_episode');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('signal_actions');
}
