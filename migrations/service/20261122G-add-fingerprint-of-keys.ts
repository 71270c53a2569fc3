import type { Db } from '../../shared/db/connect.js';
import { columns } from '../../shared/db/dialect.js';

/** What a key was used with, so that the same key with other words is told apart from a repetition. */
export async function up(db: Db): Promise<void> {
  if (await db.schema.hasColumn('idempotency_keys', 'fingerprint')) return;
  await db.schema.alterTable('idempotency_keys', (t) => {
    columns(db, t).ascii('fingerprint', 64).nullable();
  });
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('idempotency_keys'))) return;
  if (!(await db.schema.hasColumn('idempotency_keys', 'fingerprint'))) return;
  await db.schema.alterTable('idempotency_keys', (t) => {
    t.dropColumn('fingerprint');
  });
}
