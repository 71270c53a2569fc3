import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Deployments seen on approved platforms; each belongs to one organisation. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_deployments', (t, c) => {
    c.id('platform_id').notNullable();
    c.exact('deployment_id', 255).notNullable();
    c.id('organisation_id').notNullable().index();
    c.moment('first_seen_at').notNullable();
    t.primary(['platform_id', 'deployment_id']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_deployments');
}
