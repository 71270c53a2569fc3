import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The journal of the launches: how each login and launch ended. Nothing personal, kept for 30 days. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_launches', (t, c) => {
    c.id('launch_id').notNullable().primary();
    c.moment('at').notNullable().index();
    // `entered`, `anonymous`, `no_programme`, or why it was refused.
    c.ascii('result', 32).notNullable();
    c.ascii('cause', 120);
    c.ascii('reference', 32);
    // Null: no registration of ours was named. Not proven: the launch only says so.
    c.id('platform_id');
    c.flag('proven').notNullable();
    // These are there only when the signature was proven.
    c.exact('deployment_id', 255);
    c.exact('context_id', 255);
    c.id('programme_id');
    c.ascii('kind', 16);
    c.ascii('role', 32);
    // More than one: so many of the same kind came at once, or too many to list each.
    c.count('times').notNullable();
    t.index(['programme_id', 'at']);
    t.index(['platform_id', 'at']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_launches');
}
