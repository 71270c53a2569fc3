import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Sheets of criteria: the points that one member of the council, or the coordinator, gave a candidate.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'criteria_sheets', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.id('criteria_id').notNullable();
    /** One sheet an assessor: the member of the council, else the person who filled it in. */
    c.ascii('assessor_key', 40).notNullable();
    c.words('assessor', 300).notNullable();
    c.json('scores').notNullable();
    c.words('comment', 1000).nullable();
    c.id('filled_by').nullable();
    c.moment('filled_at').notNullable();
    c.count('version').notNullable().defaultTo(1);
    t.unique(['programme_id', 'person_id', 'assessor_key'], { indexName: 'criteria_sheets_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('criteria_sheets');
}
