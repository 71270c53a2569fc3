import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * One-time codes that were used. A code itself is sealed and carries its end, so only its use needs a
 * row: the second insert of the same hash fails.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_used_codes', (_t, c) => {
    c.ascii('code_hash', 64).notNullable().primary();
    c.moment('expires_at').notNullable().index();
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_used_codes');
}
