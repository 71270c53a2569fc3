import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What somebody wants written to them, and in which language. Refers to a person (`person_id`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminder_choices', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** By group: at_once, digest, none; a group that is missing: as usual. */
    c.json('choices').notNullable();
    /** ru, en */
    c.ascii('language', 8).notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('changed_at').notNullable();
    t.unique(['programme_id', 'person_id'], { indexName: 'reminder_choices_once' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminder_choices');
}
