import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Logins begun and not yet ended (lti.md §2.1); hashes only, so a copy of the table opens nothing. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_login_states', (_t, c) => {
    c.ascii('state_hash', 64).notNullable().primary();
    c.ascii('nonce_hash', 64).notNullable().unique();
    // Of the secret that only the browser which began the login holds.
    c.ascii('binding_hash', 64).notNullable();
    c.id('platform_id').notNullable();
    c.exact('issuer', 255).notNullable();
    c.exact('client_id', 255).notNullable();
    c.exact('deployment_id', 255);
    c.exact('target', 2000).notNullable();
    c.moment('created_at').notNullable();
    c.moment('expires_at').notNullable().index();
    c.moment('consumed_at');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_login_states');
}
