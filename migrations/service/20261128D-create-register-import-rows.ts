import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The rows of a file as they were read: contacts and birth years of people, kept until they are taken in
 * or let go of.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'register_import_rows', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('import_id').notNullable();
    /** In the file, as a spreadsheet counts. */
    c.count('number').notNullable();
    c.json('cells').notNullable();
    /** What is wrong with it; null: nothing, or not checked yet. */
    c.json('problems').nullable();
    t.unique(['import_id', 'number'], { indexName: 'register_import_rows_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('register_import_rows');
}
