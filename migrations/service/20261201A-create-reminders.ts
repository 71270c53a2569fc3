import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What somebody is reminded of, one row for a person and a thing: shown in the tool, and written to them by mail.
 * Refers to a person (`person_id`). No words: codes, days and numbers, of which the pages and letters make them.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminders', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** The role in which it concerns them. */
    c.ascii('role', 16).notNullable();
    c.ascii('kind', 32).notNullable();
    /** What it is about, to the letter: never twice for one of these. */
    c.ascii('thing', 80).notNullable();
    /** The row that is looked at again before it is sent; '' where it is about the programme. */
    c.ascii('subject', 36).notNullable();
    c.id('pair_id').nullable();
    /** The exact place, as a path below the session. */
    c.ascii('place', 160).notNullable();
    c.json('facts').notNullable();
    /** letter, digest, none */
    c.ascii('mail', 8).notNullable();
    c.id('letter_id').nullable();
    c.moment('read_at').nullable();
    /** It is no longer to be done, whoever did it. */
    c.moment('done_at').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'person_id', 'kind', 'thing'], { indexName: 'reminders_once' });
    t.index(['programme_id', 'person_id', 'id'], 'reminders_of_person');
    t.index(['programme_id', 'person_id', 'done_at', 'read_at'], 'reminders_unread');
    t.index(['programme_id', 'kind', 'done_at', 'id'], 'reminders_open');
    t.index(['programme_id', 'mail', 'letter_id', 'done_at', 'person_id'], 'reminders_for_digest');
    t.index(['letter_id'], 'reminders_of_letter');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminders');
}
