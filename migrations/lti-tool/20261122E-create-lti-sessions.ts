import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Sessions of people who launched. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_sessions', (t, c) => {
    // Public: it stands in addresses and is worthless without the browser's cookie.
    c.ascii('sid', 32).notNullable().primary();
    c.ascii('browser_hash', 64).notNullable().index();
    // Set when another person launched in the same browser and its token changed.
    c.ascii('replaced_by_hash', 64).index();
    c.id('platform_id').notNullable();
    c.exact('platform_origin', 255).notNullable();
    c.id('organisation_id').notNullable();
    c.id('programme_id');
    c.id('person_id').notNullable();
    c.ascii('role', 32).notNullable();
    c.ascii('locale', 8).notNullable();
    c.exact('return_url', 2000);
    c.json('deep_linking');
    c.moment('created_at').notNullable();
    c.moment('last_seen_at').notNullable().index();
    c.moment('ended_at');
    c.ascii('ended_reason', 24);
    t.index(['programme_id', 'person_id']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_sessions');
}
