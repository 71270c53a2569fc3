import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Our key pairs; private halves are sealed (shared/seal.ts). Retired ones stay published for a day. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_tool_keys', (_t, c) => {
    c.ascii('kid', 64).notNullable().primary();
    c.id('platform_id').index();
    c.long('public_pem').notNullable();
    c.long('private_sealed').notNullable();
    c.moment('created_at').notNullable();
    c.moment('retired_at');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_tool_keys');
}
