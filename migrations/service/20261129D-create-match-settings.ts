import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Versions of the weights and rules by which the pairs of a form are made. A version never changes: runs rest on it. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_settings', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.ascii('form', 32).notNullable();
    /** 1, 2, …; the highest is the one in force. */
    c.count('number').notNullable();
    c.json('settings').notNullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'form', 'number'], { indexName: 'match_settings_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_settings');
}
