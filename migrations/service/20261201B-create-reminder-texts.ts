import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Letters in a college's own words; no row: the built-in ones. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'reminder_texts', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.ascii('kind', 32).notNullable();
    /** ru, en */
    c.ascii('language', 8).notNullable();
    c.words('subject_line', 200).notNullable();
    c.words('body', 4000).notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('changed_at').notNullable();
    t.unique(['programme_id', 'kind', 'language'], { indexName: 'reminder_texts_once' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('reminder_texts');
}
