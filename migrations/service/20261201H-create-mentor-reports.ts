import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The mentor’s report on a pair, one of each. Refers to people by two columns. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_reports', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    /** draft, submitted, returned, accepted */
    c.ascii('state', 16).notNullable();
    c.json('words').notNullable();
    c.ascii('recommendation', 16).nullable();
    c.id('submitted_by').nullable();
    c.moment('submitted_at').nullable();
    c.words('return_note', 1000).nullable();
    c.id('decided_by').nullable();
    /** The number of the version that was accepted last; null: none was. */
    c.count('accepted_number').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['pair_id'], { indexName: 'mentor_reports_key' });
    t.index(['programme_id', 'state', 'pair_id'], 'mentor_reports_by_state');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_reports');
}
