import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Drafts of cases, one of a pair. Quotes are named, not copied: what is taken back is gone. Refers to a person (`updated_by`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_cases', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.json('words').notNullable();
    /** anonymous, named */
    c.ascii('naming', 16).notNullable();
    /** Reflections and questions that are quoted. */
    c.json('quotes').notNullable();
    c.id('updated_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['pair_id'], { indexName: 'pair_cases_key' });
    t.index(['programme_id'], 'pair_cases_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_cases');
}
