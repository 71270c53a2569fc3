import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Sheets of paper on which a pair writes its meetings, and which of their rows the log has. Refers to a person (`made_by`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'diary_sheets', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    /** Those that were made, and are printed, together. */
    c.id('batch_id').notNullable();
    /** Eight digits, the last of which checks the others. */
    c.ascii('code', 8).notNullable();
    c.count('row_count').notNullable();
    c.id('made_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'code'], { indexName: 'diary_sheets_by_code' });
    t.index(['programme_id', 'batch_id'], 'diary_sheets_of_batch');
  });
  await createTable(db, 'diary_sheet_rows', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('sheet_id').notNullable();
    /** From 1. */
    c.count('row_no').notNullable();
    c.id('meeting_id').notNullable();
    t.unique(['sheet_id', 'row_no'], { indexName: 'diary_sheet_rows_once' });
    t.unique(['meeting_id'], { indexName: 'diary_sheet_rows_meeting' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('diary_sheet_rows');
  await db.schema.dropTableIfExists('diary_sheets');
}
