import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Who is in a pair and on which side. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_members', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** mentor, mentee */
    c.ascii('side', 8).notNullable();
    c.date('joined_on').notNullable();
    c.date('left_on').nullable();
    t.unique(['pair_id', 'person_id'], { indexName: 'pair_members_key' });
    t.index(['programme_id', 'person_id', 'side'], 'pair_members_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_members');
}
