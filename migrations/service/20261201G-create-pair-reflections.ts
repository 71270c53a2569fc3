import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What everybody of a pair wrote at its end, one of each, and whether it may be quoted. Refers to a person. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_reflections', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** The author's: mentor, mentee */
    c.ascii('side', 8).notNullable();
    /** Answers by question. */
    c.json('words').notNullable();
    /** no, anonymous, named */
    c.ascii('quote', 16).notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['pair_id', 'person_id'], { indexName: 'pair_reflections_key' });
    t.index(['programme_id', 'person_id'], 'pair_reflections_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_reflections');
}
