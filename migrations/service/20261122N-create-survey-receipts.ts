import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Who has answered a wave, and nothing of what: so that it can be told of anonymous waves too. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'survey_receipts', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('wave_id').notNullable();
    c.id('person_id').notNullable();
    /** draft, submitted */
    c.ascii('state', 16).notNullable();
    t.unique(['wave_id', 'person_id'], { indexName: 'survey_receipts_key' });
    t.index(['programme_id', 'person_id', 'wave_id'], 'survey_receipts_of_person');
    t.index(['programme_id', 'wave_id', 'state', 'person_id'], 'survey_receipts_of_wave');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('survey_receipts');
}
