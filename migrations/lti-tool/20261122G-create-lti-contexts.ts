import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** LMS courses: their programme, the addresses of their services, the state of the roster's sync. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_contexts', (t, c) => {
    c.id('lti_context_id').notNullable().primary();
    c.id('platform_id').notNullable();
    c.exact('deployment_id', 255).notNullable();
    c.exact('context_id', 255).notNullable();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable().index();
    c.words('title', 500).notNullable();
    // Assignment and Grade Services of the course, and what they allow.
    c.exact('lineitems_url', 2000);
    c.json('ags_scopes');
    // Names and Role Provisioning Services of the course.
    c.exact('memberships_url', 2000);
    c.moment('created_at').notNullable();
    c.moment('updated_at').notNullable();
    c.moment('sync_started_at');
    c.moment('sync_finished_at');
    c.count('sync_total');
    c.count('sync_added');
    c.count('sync_left');
    c.words('sync_error', 1000);
    c.count('sync_failures').notNullable().defaultTo(0);
    c.moment('sync_next_at').index();
    c.ascii('sync_lease_holder', 64);
    c.moment('sync_lease_until');
    t.unique(['platform_id', 'deployment_id', 'context_id']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_contexts');
}
