import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Which process runs a scheduled job, and until when it may. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_locks', (_t, c) => {
    c.ascii('name', 64).notNullable().primary();
    c.ascii('holder', 64).notNullable();
    c.moment('until_at').notNullable();
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_locks');
}
