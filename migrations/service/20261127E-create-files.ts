import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What is known of the files that are kept (scans of consents); their bytes are outside the database.
 * Refers to a person: what is handed out about them holds their files, and erasing them takes row and
 * bytes away.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'files', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** Whom it is about. */
    c.id('person_id').notNullable();
    /** consent_scan */
    c.ascii('purpose', 32).notNullable();
    /** Where the bytes are: random, known to nobody outside. */
    c.ascii('storage_key', 80).notNullable();
    /** Told from the content. */
    c.ascii('type', 64).notNullable();
    /** In bytes. */
    c.count('size').notNullable();
    c.ascii('sha256', 64).notNullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    /** When a record first referred to it; null: none does, and it is swept away after a day. */
    c.moment('attached_at').nullable();
    t.unique(['storage_key'], { indexName: 'files_by_key' });
    t.index(['programme_id', 'person_id'], 'files_of_person');
    t.index(['attached_at', 'created_at'], 'files_unattached');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('files');
}
