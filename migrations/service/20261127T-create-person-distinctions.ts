import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Two people (`first_id` < `second_id`) who look like one and are not: they are not offered again. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'person_distinctions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('first_id').notNullable();
    c.id('second_id').notNullable();
    c.id('actor_id').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'first_id', 'second_id'], { indexName: 'person_distinctions_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('person_distinctions');
}
