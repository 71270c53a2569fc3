import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What was changed by hand in a run, in its order; nothing of it is ever taken away. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_changes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('run_id').notNullable();
    c.count('number').notNullable();
    c.ascii('kind', 16).notNullable();
    c.id('mentee_id').nullable();
    c.id('from_unit').nullable();
    c.id('to_unit').nullable();
    c.words('reason', 500).nullable();
    /** The places and marks that it changed, as they were before: what taking it back restores. */
    c.json('before').notNullable();
    c.flag('undone').notNullable().defaultTo(false);
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['run_id', 'number'], { indexName: 'match_changes_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_changes');
}
