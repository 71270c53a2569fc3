import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * The answers to a wave, one set a person. Those of an anonymous wave name nobody, bear no time, and
 * have an id that does not tell the order in which they came.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'survey_responses', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('wave_id').notNullable();
    /** The person; of an anonymous wave, a hash that only its link key leads to. */
    c.ascii('respondent', 64).notNullable();
    /** Null in an anonymous wave. */
    c.id('person_id').nullable();
    c.id('version_id').notNullable();
    /** The part of an anonymous wave's breakdown: a form, or a group. */
    c.exact('part', 200).nullable();
    /** draft, submitted */
    c.ascii('state', 16).notNullable();
    c.json('answers').notNullable();
    c.count('version').notNullable().defaultTo(1);
    /** Null in an anonymous wave. */
    c.moment('saved_at').nullable();
    t.unique(['wave_id', 'respondent'], { indexName: 'survey_responses_key' });
    t.index(['programme_id', 'wave_id', 'state', 'id'], 'survey_responses_of_wave');
    t.index(['programme_id', 'person_id'], 'survey_responses_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('survey_responses');
}
