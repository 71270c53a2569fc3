import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** An academic year of mentoring in one organisation. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'programmes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.words('title', 300).notNullable();
    c.date('starts_on').notNullable();
    c.date('ends_on').notNullable();
    c.json('forms').notNullable();
    c.count('meeting_every_days').notNullable();
    c.count('feedback_every_days').notNullable();
    c.json('weights').notNullable();
    c.flag('set_up').notNullable().defaultTo(false);
    c.count('version').notNullable().defaultTo(1);
    /** Grows by one with each write in the programme: equal numbers mean equal data. */
    c.moment('revision').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['organisation_id', 'id'], 'programmes_of_organisation');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('programmes');
}
