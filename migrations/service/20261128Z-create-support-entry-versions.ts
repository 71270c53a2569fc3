import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What an entry of the support log said before it was corrected. Not in the journal of changes: that is
 * read by people who may not read the log. Refers to people as the entries do.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'support_entry_versions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.id('entry_id').notNullable();
    c.count('number').notNullable();
    c.date('held_on').notNullable();
    c.ascii('kind', 16).notNullable();
    c.words('text', 2000).notNullable();
    c.words('next_step', 500).nullable();
    c.date('next_on').nullable();
    /** When it was corrected. */
    c.moment('replaced_at').notNullable();
    t.unique(['entry_id', 'number'], { indexName: 'support_entry_versions_key' });
    t.index(['programme_id', 'person_id'], 'support_entry_versions_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('support_entry_versions');
}
