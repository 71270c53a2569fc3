import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Certificates and letters of thanks. Refers to people by three columns; numbers stay taken. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'closing_papers', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** certificate, thanks */
    c.ascii('kind', 16).notNullable();
    c.count('year').notNullable();
    c.count('number').notNullable();
    c.date('issued_on').notNullable();
    /** As it stands in the paper. */
    c.words('name', 200).notNullable();
    c.exact('sort_key', 200).notNullable();
    /** What was true when it was issued. */
    c.ascii('form', 32).notNullable();
    c.date('starts_on').notNullable();
    c.date('ends_on').notNullable();
    c.count('meetings').notNullable();
    c.count('minutes').notNullable();
    c.id('issued_by').nullable();
    c.date('revoked_on').nullable();
    c.words('revoked_reason', 500).nullable();
    c.id('revoked_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'kind', 'year', 'number'], { indexName: 'closing_papers_number' });
    t.index(['programme_id', 'year', 'kind', 'number'], 'closing_papers_in_order');
    t.index(['programme_id', 'pair_id', 'person_id'], 'closing_papers_of_pair');
    t.index(['programme_id', 'person_id'], 'closing_papers_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('closing_papers');
}
