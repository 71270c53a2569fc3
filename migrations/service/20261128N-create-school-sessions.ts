import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Sessions of the mentors' school («школа наставников», methodology §3 stage 4). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'school_sessions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.words('title', 300).notNullable();
    c.exact('sort_key', 200).notNullable();
    c.date('held_on').notNullable();
    /** `hh:mm` in the organisation's time zone. */
    c.ascii('starts_at', 5).nullable();
    c.count('minutes').notNullable();
    c.words('place', 500).nullable();
    c.words('link', 1000).nullable();
    c.words('topics', 2000).nullable();
    /** In words: often somebody from outside. */
    c.words('leader', 300).nullable();
    /** all, forms, chosen */
    c.ascii('audience', 16).notNullable();
    c.json('forms').nullable();
    /** planned, held, cancelled */
    c.ascii('state', 16).notNullable();
    c.words('cancel_reason', 500).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'held_on', 'id'], 'school_sessions_by_day');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('school_sessions');
}
