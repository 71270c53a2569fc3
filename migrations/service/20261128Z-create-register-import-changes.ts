import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Values of people who are known that differ in a file: what stands here, what stands there, which of them is
 * to count. Once it is written, those that were taken.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'register_import_changes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('import_id').notNullable();
    c.count('position').notNullable();
    /** Under which the choice is kept. */
    c.exact('choice_key', 160).notNullable();
    c.count('row_number').notNullable();
    c.id('person_id').nullable();
    c.id('pair_id').nullable();
    c.words('name', 600).notNullable();
    /** A column of the register. */
    c.ascii('field', 32).notNullable();
    c.long('here').notNullable();
    c.long('there').notNullable();
    /** Why the file's value cannot be taken; null: it can. */
    c.ascii('obstacle', 16).nullable();
    c.flag('taken').notNullable();
    t.index(['import_id', 'position'], 'register_import_changes_of_import');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('register_import_changes');
}
