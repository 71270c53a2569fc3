import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Meetings of pairs that are to be held: proposed, agreed, held, cancelled. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'planned_meetings', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('pair_form', 32).notNullable();
    c.ascii('kind', 16).notNullable();
    /** Day and `hh:mm` as the clock on the wall shows them, in the organisation's time zone. */
    c.date('on_date').notNullable();
    c.ascii('starts_at', 5).nullable();
    c.count('minutes').notNullable();
    c.ascii('format', 16).notNullable();
    c.ascii('topic', 32).nullable();
    c.words('place', 500).nullable();
    c.words('link', 1000).nullable();
    c.words('note', 2000).nullable();
    /** proposed, agreed, held, cancelled */
    c.ascii('state', 16).notNullable();
    c.id('proposed_by').nullable();
    /** mentor, mentee, staff */
    c.ascii('proposed_side', 16).notNullable();
    /** Those that were planned together as a series. */
    c.id('series_id').nullable();
    /** A day that a record of the log agreed, and nobody has planned more of it. */
    c.flag('from_log').notNullable().defaultTo(false);
    /** The record of the log, of one that was held. */
    c.id('meeting_id').nullable();
    c.ascii('cancel_code', 32).nullable();
    c.words('cancel_words', 500).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('changed_at').notNullable();
    t.index(['programme_id', 'on_date', 'id'], 'planned_meetings_by_day');
    t.index(['pair_id', 'state', 'on_date'], 'planned_meetings_of_pair');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('planned_meetings');
}
