import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The learning platforms (LMS registrations) that may launch. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_platforms', (t, c) => {
    c.id('platform_id').notNullable().primary();
    c.id('organisation_id').notNullable().index();
    c.words('name', 200).notNullable();
    c.exact('issuer', 255).notNullable();
    c.exact('client_id', 255).notNullable();
    c.exact('auth_endpoint', 2000).notNullable();
    c.exact('token_endpoint', 2000).notNullable();
    // `aud` of the service tokens; null: the token endpoint.
    c.exact('authorization_server', 2000);
    c.exact('jwks_uri', 2000).notNullable();
    // Our key for this platform (lti_tool_keys); the library knows a platform by it, so it is unique.
    c.ascii('kid', 64).notNullable().unique();
    c.ascii('product_family', 64);
    c.flag('active').notNullable();
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    t.unique(['issuer', 'client_id']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_platforms');
}
