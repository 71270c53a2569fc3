import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Group meetings («групповые встречи», methodology §3 stage 5) at which both sides get to know each other. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'group_meetings', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.words('title', 200).notNullable();
    c.exact('sort_key', 200).notNullable();
    c.ascii('form', 32).notNullable();
    c.date('held_on').notNullable();
    /** `hh:mm` in the organisation's time zone. */
    c.ascii('starts_at', 5).nullable();
    c.words('place', 500).nullable();
    c.words('link', 1000).nullable();
    c.words('note', 2000).nullable();
    /** planned, held, cancelled */
    c.ascii('state', 16).notNullable();
    c.words('cancel_reason', 500).nullable();
    /** The waves of its ballots; null: they were not opened yet. */
    c.id('mentee_wave_id').nullable();
    c.id('mentor_wave_id').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'held_on', 'id'], 'group_meetings_by_day');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('group_meetings');
}
