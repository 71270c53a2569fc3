import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What one person of a pair says of a month: at most one row for each pair, person and month. Refers to people
 * (`person_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'monthly_feedback', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** The author's: mentor, mentee */
    c.ascii('side', 8).notNullable();
    /** YYYY-MM */
    c.ascii('month', 7).notNullable();
    /** How the work together goes, and how useful the month was: 1–5. */
    c.count('relation').notNullable();
    c.count('useful').notNullable();
    c.words('wish', 500).nullable();
    c.flag('needs_help').notNullable();
    /** The request to the curator that it opened. */
    c.id('help_request_id').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['pair_id', 'person_id', 'month'], { indexName: 'monthly_feedback_key' });
    t.index(['programme_id', 'month'], 'monthly_feedback_of_month');
    t.index(['programme_id', 'person_id', 'month'], 'monthly_feedback_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('monthly_feedback');
}
