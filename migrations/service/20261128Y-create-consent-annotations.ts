import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What is added later to a consent on paper: a scan, also in the place of a wrong one, or a note. Rows are
 * added and never changed, as in the ledger itself. Refers to people (`person_id`, `actor_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'consent_annotations', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.id('consent_id').notNullable();
    /** A row of `files`; null: a note alone. */
    c.id('scan_id').nullable();
    c.ascii('scan_hash', 64).nullable();
    c.words('note', 500).nullable();
    /** Why a scan takes the place of another. */
    c.words('reason', 500).nullable();
    c.id('actor_id').nullable();
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'person_id', 'id'], 'consent_annotations_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('consent_annotations');
}
