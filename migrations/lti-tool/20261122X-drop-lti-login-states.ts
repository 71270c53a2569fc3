import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * A login is signed and no longer stored; its use is noted in `lti_used_codes`. Logins that are under way
 * while this runs have to be begun again.
 */
export async function up(db: Db): Promise<void> {
  await db.schema.dropTable('lti_login_states');
}

/** As 20261122D made it. */
export async function down(db: Db): Promise<void> {
  await createTable(db, 'lti_login_states', (_t, c) => {
    c.ascii('state_hash', 64).notNullable().primary();
    c.ascii('nonce_hash', 64).notNullable().unique();
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
