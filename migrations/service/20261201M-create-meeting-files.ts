import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Photos and pdf files of meetings; their facts are rows of `files`, their bytes outside. Refers to a person (`author_id`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'meeting_files', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('meeting_id').notNullable();
    c.id('file_id').notNullable();
    /** As it is shown, without path and ending. */
    c.words('name', 120).notNullable();
    /** Of the bytes as they were sent: the same file twice is one. */
    c.ascii('sent_sha256', 64).notNullable();
    c.id('author_id').nullable();
    c.moment('created_at').notNullable();
    t.unique(['meeting_id', 'sent_sha256'], { indexName: 'meeting_files_once' });
    t.index(['programme_id', 'meeting_id'], 'meeting_files_of_meeting');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('meeting_files');
}
