import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What happened to a pair, in order: rows are added and never changed. Refers to people by three columns. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_events', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('kind', 24).notNullable();
    /** The day from which it holds. */
    c.date('on_date').notNullable();
    /** Whom it is about, and who came in their place. */
    c.id('person_id').nullable();
    c.id('other_id').nullable();
    c.ascii('reason', 24).nullable();
    c.words('note', 2000).nullable();
    c.date('from_date').nullable();
    c.date('to_date').nullable();
    c.words('order_number', 50).nullable();
    c.date('order_date').nullable();
    /** Codes and dates of an ending, without people. */
    c.json('details').nullable();
    c.id('actor_id').nullable();
    c.moment('at').notNullable();
    t.index(['programme_id', 'pair_id', 'at'], 'pair_events_of_pair');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_events');
}
