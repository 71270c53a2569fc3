import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The versions of plans as they were offered; what they say never changes. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'plan_versions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('plan_id').notNullable();
    c.count('number').notNullable();
    /** The part above the rows, and of each row the goal, its term and the planned result. */
    c.json('content').notNullable();
    /** Null: an API key. */
    c.id('offered_by').nullable();
    c.moment('offered_at').notNullable();
    c.id('confirmed_by').nullable();
    c.moment('confirmed_at').nullable();
    /** The day of a signature on paper. */
    c.date('paper_on').nullable();
    c.words('return_note', 1000).nullable();
    t.unique(['plan_id', 'number'], { indexName: 'plan_versions_key' });
    t.index(['programme_id', 'id'], 'plan_versions_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('plan_versions');
}
