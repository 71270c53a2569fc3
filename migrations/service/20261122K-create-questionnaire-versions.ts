import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What a questionnaire asks; a version that was answered is never changed again. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'questionnaire_versions', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('questionnaire_id').notNullable();
    /** 1, 2, 3 … within the questionnaire. */
    c.count('number').notNullable();
    c.json('definition').notNullable();
    c.count('questions').notNullable();
    c.flag('answered').notNullable().defaultTo(false);
    /** Counts the corrections before the first answer. */
    c.count('edits').notNullable().defaultTo(0);
    c.moment('created_at').notNullable();
    t.unique(['questionnaire_id', 'number'], { indexName: 'questionnaire_versions_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('questionnaire_versions');
}
