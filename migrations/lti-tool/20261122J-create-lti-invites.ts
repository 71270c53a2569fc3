import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** One-time invites to dynamic registration (lti.md §1). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_invites', (_t, c) => {
    c.id('invite_id').notNullable().primary();
    c.ascii('token_hash', 64).notNullable().unique();
    c.words('organisation_name', 200).notNullable();
    // The organisation that the registration joins; null: a new one is made.
    c.id('organisation_id');
    c.moment('created_at').notNullable();
    c.moment('expires_at').notNullable().index();
    c.moment('used_at');
    c.id('platform_id');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_invites');
}
