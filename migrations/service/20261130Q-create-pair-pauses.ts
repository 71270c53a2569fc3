import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Days on which a pair does not work, or one person of it is away: they count for nothing. `person_id` refers to
 * a person.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_pauses', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    /** Null: the whole pair; else somebody who left it and came back. */
    c.id('person_id').nullable();
    c.ascii('reason', 24).nullable();
    c.words('note', 500).nullable();
    c.date('from_on').notNullable();
    c.date('until_on').nullable();
    /** The first day of work after it; null: it lasts. */
    c.date('ended_on').nullable();
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'pair_id'], 'pair_pauses_of_pair');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_pauses');
}
