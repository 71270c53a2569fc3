import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The LMS accounts of a person: (issuer, subject), never the e-mail. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'person_accounts', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('person_id').notNullable();
    c.exact('issuer', 255).notNullable();
    c.exact('subject', 255).notNullable();
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'issuer', 'subject'], { indexName: 'person_accounts_key' });
    t.index(['person_id'], 'person_accounts_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('person_accounts');
}
