import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What is said in a request for help after its first words, by who asked and by those who answer. Refers to people
 * (`author_id`). The request itself keeps the latest answer, and since when somebody waits for one.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'help_requests', 'waiting_since', (c) => c.moment('waiting_since'));
  await addColumn(db, 'help_requests', 'first_answered_at', (c) => c.moment('first_answered_at'));
  await createTable(db, 'help_messages', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('help_request_id').notNullable();
    c.id('author_id').nullable();
    /** Of a curator or coordinator; else of who asked. */
    c.flag('by_staff').notNullable();
    c.words('text', 2000).notNullable();
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'help_request_id'], 'help_messages_of_request');
    t.index(['programme_id', 'author_id'], 'help_messages_of_author');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('help_messages');
  for (const name of ['waiting_since', 'first_answered_at'])
    await dropColumn(db, 'help_requests', name);
}
