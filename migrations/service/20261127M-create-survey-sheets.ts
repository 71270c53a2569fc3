import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Sheets of paper of a wave, each with the code that is printed on it. One of a named wave is a
 * person's; one of an anonymous wave is nobody's, and nothing leads from it to what was answered.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'survey_sheets', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('wave_id').notNullable();
    /** Eight digits, the last of which checks the others. */
    c.ascii('code', 8).notNullable();
    /** Null in an anonymous wave. */
    c.id('person_id').nullable();
    /** The part of an anonymous wave's breakdown for which it was printed. */
    c.exact('part', 200).nullable();
    /** printed, entered */
    c.ascii('state', 8).notNullable();
    t.unique(['programme_id', 'code'], { indexName: 'survey_sheets_code' });
    t.unique(['wave_id', 'person_id'], { indexName: 'survey_sheets_person' });
    t.index(['programme_id', 'wave_id', 'state', 'code'], 'survey_sheets_of_wave');
    t.index(['programme_id', 'person_id'], 'survey_sheets_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('survey_sheets');
}
