import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What is done for mentees who have no mentor (methodology §3 stage 5: «психологическое сопровождение»).
 * Read by psychologist and coordinator alone. Refers to people (`person_id`: whom it is about,
 * `author_id`: who wrote it).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'support_entries', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.id('author_id').nullable();
    c.date('held_on').notNullable();
    /** talk, test, referral, other */
    c.ascii('kind', 16).notNullable();
    c.words('text', 2000).notNullable();
    c.words('next_step', 500).nullable();
    c.date('next_on').nullable();
    c.moment('withdrawn_at').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'person_id', 'held_on', 'id'], 'support_entries_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('support_entries');
}
