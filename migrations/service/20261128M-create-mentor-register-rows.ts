import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The people of an approved register, with their columns as they were on that day (methodology §5.2), and those who
 * were left out.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_register_rows', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('register_id').notNullable();
    c.id('person_id').notNullable();
    c.flag('included').notNullable();
    /** Column 1; null: left out. */
    c.count('position').nullable();
    c.words('name', 300).notNullable();
    /** Columns 2–16; null: left out. */
    c.json('cells').nullable();
    /** What was missing then, as codes. */
    c.json('lacks').notNullable();
    c.words('reason', 500).nullable();
    t.unique(['register_id', 'person_id'], { indexName: 'mentor_register_rows_key' });
    t.index(['programme_id', 'person_id'], 'mentor_register_rows_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_register_rows');
}
