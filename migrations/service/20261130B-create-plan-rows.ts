import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The goals of plans. A row that was taken out stays, so that it can be put back. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'plan_rows', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('plan_id').notNullable();
    c.count('position').notNullable();
    c.words('task', 2000).notNullable();
    c.date('due_on').notNullable();
    c.words('planned', 2000).notNullable();
    c.words('actual', 2000).notNullable();
    /** planned, in_progress, done, partly, not_done, dropped */
    c.ascii('state', 16).notNullable();
    /** 1–5 */
    c.count('mark').nullable();
    c.words('comment', 2000).notNullable();
    c.words('reason', 500).notNullable();
    /** Its term in the version that both confirmed; null: it is not in it. */
    c.date('confirmed_due_on').nullable();
    c.moment('removed_at').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['plan_id', 'position', 'id'], 'plan_rows_in_order');
    t.index(['programme_id', 'id'], 'plan_rows_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('plan_rows');
}
