import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Keys for other programs of an organisation; only a hash is kept. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'api_keys', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.words('name', 100).notNullable();
    c.ascii('role', 16).notNullable();
    c.ascii('key_hash', 64).notNullable();
    c.moment('created_at').notNullable();
    c.moment('revoked_at').nullable();
    t.unique(['key_hash'], { indexName: 'api_keys_hash' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('api_keys');
}
