import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What was typed into a form when the session had ended; sealed, read once by the same person. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_drafts', (t, c) => {
    c.id('person_id').notNullable();
    c.id('programme_id').notNullable();
    c.exact('form_key', 255).notNullable();
    c.long('body').notNullable();
    c.moment('created_at').notNullable().index();
    t.primary(['person_id', 'programme_id', 'form_key']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_drafts');
}
