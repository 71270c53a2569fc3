import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Reports as they were accepted, with their data: rows are added and never changed. Refers to people by two columns. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_report_versions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('report_id').notNullable();
    c.count('number').notNullable();
    /** Words and data, with the names of that day. */
    c.json('content').notNullable();
    c.id('submitted_by').nullable();
    c.id('accepted_by').nullable();
    c.moment('accepted_at').notNullable();
    t.unique(['report_id', 'number'], { indexName: 'mentor_report_versions_key' });
    t.index(['programme_id'], 'mentor_report_versions_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_report_versions');
}
