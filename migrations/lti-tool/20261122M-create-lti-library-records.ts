import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Short-lived records of the LTI library (nonce, state, tokens) made outside our launch; sealed. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_library_records', (t, c) => {
    c.ascii('collection', 16).notNullable();
    // Hash of the fields by which the library looks the record up.
    c.ascii('record_key', 64).notNullable();
    c.long('body_sealed').notNullable();
    c.moment('created_at').notNullable();
    c.moment('expires_at').notNullable().index();
    t.primary(['collection', 'record_key']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_library_records');
}
