import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Versions of a programme's list of criteria for mentors. A version never changes: sheets were filled in by it.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_criteria', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** 1, 2, …; the highest is the one in force. */
    c.count('number').notNullable();
    c.json('items').notNullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'number'], { indexName: 'mentor_criteria_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_criteria');
}
