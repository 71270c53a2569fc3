import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Minutes of the mentors' council. Once signed a row changes no more: `frozen` then holds the names as they were.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'council_protocols', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.exact('number', 50).notNullable();
    c.date('held_on').notNullable();
    /** Ids of members of the council who were there. */
    c.json('present').notNullable();
    /** [{ topic, decision }] in the order of the agenda. */
    c.json('points').notNullable();
    c.json('frozen').nullable();
    c.moment('signed_at').nullable();
    c.id('signed_by').nullable();
    c.moment('created_at').notNullable();
    c.id('created_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    t.unique(['programme_id', 'number'], { indexName: 'council_protocols_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('council_protocols');
}
