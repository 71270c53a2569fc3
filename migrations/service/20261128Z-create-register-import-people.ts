import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Whom a file names: who is new, and who was recognised by what. Gone when the import is undone or let go of. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'register_import_people', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('import_id').notNullable();
    c.flag('is_new').notNullable();
    /** In the order of the file. */
    c.count('position').notNullable();
    /** Of somebody new: once they are written. */
    c.id('person_id').nullable();
    /** As the file has it. */
    c.words('name', 600).notNullable();
    c.count('birth_year').nullable();
    /** row, name_year, email, phone, name, decision; null: new */
    c.ascii('reason', 16).nullable();
    /** The first rows in which they stand, of so many. */
    c.json('row_numbers').notNullable();
    c.count('row_count').notNullable();
    /** What is added to what is known of them. */
    c.json('filled').notNullable();
    t.index(['import_id', 'is_new', 'position'], 'register_import_people_of_import');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('register_import_people');
}
