import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Private addresses under which a person's calendar program reads their meetings. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'calendar_feeds', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.ascii('token_hash', 64).notNullable();
    /** Whether the other side's name is said. */
    c.flag('with_names').notNullable().defaultTo(false);
    /** Reads of the hour that `window_start` begins. */
    c.count('read_count').notNullable().defaultTo(0);
    c.moment('window_start').notNullable().defaultTo(0);
    c.moment('last_read_at').nullable();
    c.moment('created_at').notNullable();
    t.unique(['token_hash'], { indexName: 'calendar_feeds_by_token' });
    t.unique(['programme_id', 'person_id'], { indexName: 'calendar_feeds_of_person' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('calendar_feeds');
}
