import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Personal links, each for one person and one purpose: a representative gives a consent for them, or they
 * answer a wave of a questionnaire themselves. Refers to people (`person_id`, `created_by`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'personal_links', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** parent, publication (consents by a representative), survey */
    c.ascii('scope', 16).notNullable();
    /** Of a survey. */
    c.id('wave_id').nullable();
    /** SHA-256 of the token, which is kept nowhere. */
    c.ascii('token_hash', 64).notNullable();
    /** code, birth_year: what its holder shows before anything is told */
    c.ascii('confirmation', 16).notNullable();
    /** Where the one-time code is sent; null: there is none to be sent. */
    c.words('contact', 320).nullable();
    c.moment('expires_at').notNullable();
    c.moment('revoked_at').nullable();
    c.moment('used_at').nullable();
    c.moment('last_used_at').nullable();
    /** SHA-256 of token and code: without the token nobody can try all codes. */
    c.ascii('code_hash', 64).nullable();
    c.moment('code_expires_at').nullable();
    c.count('code_tries').notNullable().defaultTo(0);
    c.count('codes_sent').notNullable().defaultTo(0);
    /** Wrong birth years of all times; too many of them end the link. */
    c.count('year_tries').notNullable().defaultTo(0);
    /** SHA-256 of token and pass: what the holder got for code or birth year, and when it was last shown. */
    c.ascii('pass_hash', 64).nullable();
    c.moment('pass_seen_at').nullable();
    /** The consent that was given by it. */
    c.id('consent_id').nullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['token_hash'], { indexName: 'personal_links_token' });
    t.index(['programme_id', 'person_id', 'id'], 'personal_links_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('personal_links');
}
