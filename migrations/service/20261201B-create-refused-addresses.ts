import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Addresses that a mail server will not take, by their hash: as long as somebody's address is that one, nothing
 * is sent to it. Refers to a person (`person_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'refused_addresses', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('person_id').notNullable();
    c.ascii('address_hash', 64).notNullable();
    c.moment('refused_at').notNullable();
    t.unique(['person_id', 'address_hash'], { indexName: 'refused_addresses_once' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('refused_addresses');
}
