import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Letters of reminders: what is to be sent, and how it fared. Refers to a person (`person_id`). The address is
 * read when it is sent; its hash says which one a mail server would not take.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminder_letters', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** The kind of its reminder; or digest */
    c.ascii('kind', 32).notNullable();
    /** The reminder that it brings, or the day of the digest. */
    c.ascii('occasion', 36).notNullable();
    /** waiting, sending, sent, refused, unreachable, unclear, no_address, not_needed */
    c.ascii('state', 16).notNullable();
    c.moment('not_before').notNullable();
    c.count('tries').notNullable().defaultTo(0);
    /** Who sends it (the name of one claim), until when. */
    c.ascii('claimed_by', 36).nullable();
    c.moment('claimed_until').nullable();
    c.ascii('address_hash', 64).nullable();
    c.moment('done_at').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'person_id', 'kind', 'occasion'], {
      indexName: 'reminder_letters_once',
    });
    t.index(['state', 'not_before', 'id'], 'reminder_letters_due');
    t.index(['programme_id', 'created_at', 'kind', 'state'], 'reminder_letters_log');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminder_letters');
}
