import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The secret that a letter's addresses carry, kept as a hash: by it the letter's places are opened through the
 * LMS, and letters are declined without signing in. Refers to a person (`person_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mail_tokens', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.ascii('token_hash', 64).notNullable();
    /** The kind of the letter; or digest */
    c.ascii('kind', 32).notNullable();
    /** Where the letter leads, as a path below the session, and in which role. */
    c.ascii('place', 160).notNullable();
    c.ascii('role', 16).notNullable();
    c.moment('created_at').notNullable();
    c.moment('expires_at').notNullable();
    t.unique(['token_hash'], { indexName: 'mail_tokens_by_hash' });
    t.index(['programme_id', 'person_id'], 'mail_tokens_of_person');
    t.index(['expires_at'], 'mail_tokens_by_end');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mail_tokens');
}
