import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The mentors' council: people of the programme, or others by name and position, each for a time.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'council_members', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** Null: somebody from outside, known by their name. */
    c.id('person_id').nullable();
    c.words('name', 300).nullable();
    c.words('position', 255).nullable();
    c.ascii('role', 20).notNullable();
    c.date('since').notNullable();
    c.date('until').nullable();
    c.moment('created_at').notNullable();
    c.count('version').notNullable().defaultTo(1);
    t.index(['programme_id', 'since'], 'council_members_list');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('council_members');
}
