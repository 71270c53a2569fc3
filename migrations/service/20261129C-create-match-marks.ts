import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Pairs that a coordinator has locked or forbidden for all runs of a form that come. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_marks', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.ascii('form', 32).notNullable();
    /** lock, ban, fixed: held fast against a rule, with its reason */
    c.ascii('kind', 8).notNullable();
    c.id('mentee_id').notNullable();
    /** A mentor, or a team of the settings. */
    c.id('unit_id').notNullable();
    c.words('reason', 500).nullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'form', 'mentee_id', 'unit_id'], { indexName: 'match_marks_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_marks');
}
