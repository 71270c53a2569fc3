import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What a curator or coordinator notes of a pair or of somebody, for themselves or shared with their likes. Refers
 * to people (`person_id`: whom it is about, `author_id`: who wrote it).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'staff_notes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** One of the two. */
    c.id('pair_id').nullable();
    c.id('person_id').nullable();
    c.id('author_id').notNullable();
    c.words('text', 2000).notNullable();
    c.flag('shared').notNullable();
    c.moment('withdrawn_at').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.index(['programme_id', 'pair_id'], 'staff_notes_of_pair');
    t.index(['programme_id', 'person_id'], 'staff_notes_of_person');
    t.index(['programme_id', 'author_id'], 'staff_notes_of_author');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('staff_notes');
}
