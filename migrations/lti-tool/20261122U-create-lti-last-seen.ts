import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What was seen last of a platform or programme: its last launches, redacted, and the last check of the connection. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_last_seen', (t, c) => {
    // `platform` or `programme`, and its id; `none`: a launch that named no registration of ours.
    c.ascii('scope', 16).notNullable();
    c.ascii('scope_id', 36).notNullable();
    // `entered`, `refused`, `check`.
    c.ascii('kind', 16).notNullable();
    c.moment('at').notNullable().index();
    c.json('details').notNullable();
    t.primary(['scope', 'scope_id', 'kind']);
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_last_seen');
}
