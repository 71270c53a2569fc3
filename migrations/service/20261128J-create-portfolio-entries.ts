import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What a mentor's portfolio holds. Of the person, the same in all programmes of the college, as `mentor_profiles`;
 * the programme is the one in which it was written down and whose files hold the document.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'portfolio_entries', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.ascii('kind', 20).notNullable();
    c.words('title', 300).notNullable();
    c.date('happened_on').nullable();
    c.words('description', 2000).nullable();
    c.words('link', 1000).nullable();
    c.id('file_id').nullable();
    /** The mentor lets mentees see it. */
    c.flag('shown').notNullable().defaultTo(false);
    c.moment('created_at').notNullable();
    c.id('created_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    t.index(['person_id', 'happened_on'], 'portfolio_entries_of_person');
    t.index(['programme_id'], 'portfolio_entries_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('portfolio_entries');
}
