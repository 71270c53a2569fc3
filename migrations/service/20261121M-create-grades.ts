import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The progress of each mentee and its way to the LMS gradebook; the newest value wins. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'grades', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.count('score').notNullable();
    c.words('comment', 1000).notNullable();
    /** waiting, sending, sent, refused, not_graded */
    c.ascii('state', 16).notNullable();
    c.ascii('reason', 64).nullable();
    /** Which value this is; grows with each new value or wish to send again. */
    c.count('generation').notNullable().defaultTo(1);
    c.count('attempts').notNullable().defaultTo(0);
    c.moment('next_attempt_at').notNullable();
    c.ascii('claimed_by', 64).nullable();
    c.moment('claimed_until').nullable();
    /** The latest timestamp given out, in whole seconds: the next one is later (Moodle answers 409 else). */
    c.moment('last_timestamp_s').notNullable().defaultTo(0);
    c.moment('sent_at').nullable();
    c.moment('updated_at').notNullable();
    t.unique(['programme_id', 'person_id'], { indexName: 'grades_key' });
    t.index(['state', 'next_attempt_at', 'id'], 'grades_due');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('grades');
}
