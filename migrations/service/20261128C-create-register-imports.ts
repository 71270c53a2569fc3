import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Registers that are taken in from a file: from the upload to the undoing. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'register_imports', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** mentees, mentors */
    c.ascii('register', 16).notNullable();
    /** draft, checked, running, done, undone */
    c.ascii('state', 16).notNullable();
    /** Titles of the file's columns. */
    c.json('titles').notNullable();
    /** Field → index of the column. */
    c.json('mapping').nullable();
    /** Key of somebody in the file → who they are, or «new». */
    c.json('decisions').nullable();
    c.json('counts').nullable();
    /** Of whom is to be said who they are, with those whom they may be. */
    c.json('doubts').nullable();
    /** Rows that were gone through, of those in the file. */
    c.count('progress').notNullable().defaultTo(0);
    c.count('total_rows').notNullable().defaultTo(0);
    /** Who writes just now, and when they were last heard of. */
    c.ascii('run_token', 36).nullable();
    c.moment('heard_at').nullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    c.moment('done_at').nullable();
    c.moment('undone_at').nullable();
    c.id('undone_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    t.index(['programme_id', 'id'], 'register_imports_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('register_imports');
}
