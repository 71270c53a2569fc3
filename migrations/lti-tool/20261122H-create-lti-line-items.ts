import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Columns of LMS gradebooks that are ours. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_line_items', (t, c) => {
    c.id('line_item_id').notNullable().primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('lti_context_id').notNullable();
    c.ascii('column_key', 64).notNullable();
    // Null until the LMS has made or shown the column.
    c.exact('url', 2000);
    c.words('label', 300).notNullable();
    t.double('score_maximum').notNullable();
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['lti_context_id', 'column_key']);
    t.index(['programme_id', 'column_key']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_line_items');
}
