import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Personal links by which a representative gives one consent for one person, once. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'consent_links', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** parent, publication */
    c.ascii('kind', 16).notNullable();
    /** SHA-256 of the token, which is kept nowhere. */
    c.ascii('token_hash', 64).notNullable();
    /** Where the one-time code is sent. */
    c.words('contact', 320).notNullable();
    c.moment('expires_at').notNullable();
    c.moment('revoked_at').nullable();
    c.moment('used_at').nullable();
    c.moment('last_used_at').nullable();
    /** SHA-256 of token and code: without the token nobody can try all codes. */
    c.ascii('code_hash', 64).nullable();
    c.moment('code_expires_at').nullable();
    c.count('code_tries').notNullable().defaultTo(0);
    c.count('codes_sent').notNullable().defaultTo(0);
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['token_hash'], { indexName: 'consent_links_token' });
    t.index(['programme_id', 'person_id', 'id'], 'consent_links_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('consent_links');
}
