import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Materials of the mentors' school: a link or a kept file, of one session or of the school. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'school_materials', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** Null: of the school as a whole. */
    c.id('session_id').nullable();
    c.words('title', 300).notNullable();
    c.ascii('kind', 16).notNullable();
    c.words('link', 1000).nullable();
    /** A row of `files`. */
    c.id('kept_file_id').nullable();
    /** Of the school as a whole: for these forms only; null: for all mentors. */
    c.json('forms').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'session_id'], 'school_materials_of_session');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('school_materials');
}
