import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The answers to writes that carried a key: the same key again is answered, not written. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'idempotency_keys', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    /** The person or API key that wrote. */
    c.ascii('actor_id', 64).notNullable();
    c.ascii('idempotency_key', 64).notNullable();
    c.ascii('endpoint', 64).notNullable();
    c.json('answer').nullable();
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'actor_id', 'idempotency_key'], {
      indexName: 'idempotency_keys_key',
    });
    t.index(['created_at'], 'idempotency_keys_by_age');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('idempotency_keys');
}
