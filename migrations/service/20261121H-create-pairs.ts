import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Pairs and groups, with the sums that their lists and the rhythm need. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pairs', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.words('title', 300).notNullable();
    c.exact('sort_key', 200).notNullable();
    /** Names of all members in lower case, for the search. */
    c.words('search_text', 4000).notNullable();
    c.ascii('form', 32).notNullable();
    c.ascii('role_variant', 64).nullable();
    c.ascii('format', 16).notNullable();
    c.ascii('state', 16).notNullable();
    c.words('state_reason', 500).nullable();
    c.date('starts_on').notNullable();
    c.date('ends_on').notNullable();
    c.words('order_number', 50).nullable();
    c.date('order_date').nullable();
    c.count('meetings_held').notNullable().defaultTo(0);
    c.count('minutes_total').notNullable().defaultTo(0);
    c.date('last_meeting_on').nullable();
    c.date('next_meeting_on').nullable();
    /** The date since which the pair has been silent: the last meeting, or else the start. */
    c.date('silent_since').notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'sort_key', 'id'], 'pairs_in_order');
    t.index(['programme_id', 'state', 'silent_since', 'id'], 'pairs_by_silence');
    t.index(['programme_id', 'last_meeting_on', 'id'], 'pairs_by_last_meeting');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pairs');
}
