import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Service tokens of the platforms, sealed, until they run out. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_access_tokens', (t, c) => {
    c.id('platform_id').notNullable();
    c.ascii('scopes_hash', 64).notNullable();
    c.exact('scopes', 1000).notNullable();
    c.long('token_sealed').notNullable();
    c.moment('created_at').notNullable();
    c.moment('expires_at').notNullable().index();
    t.primary(['platform_id', 'scopes_hash']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_access_tokens');
}
