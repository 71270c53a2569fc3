import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** A questionnaire asked of some people from one day to another. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'survey_waves', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('questionnaire_id').notNullable();
    c.id('version_id').notNullable();
    c.words('title', 200).notNullable();
    c.ascii('role', 16).notNullable();
    /** Only those who are in a pair of this form; null: all who hold the role. */
    c.ascii('form', 32).nullable();
    /** Only those of these groups of the LMS, a list of names; null: of any. */
    c.json('group_names').nullable();
    c.date('starts_on').notNullable();
    c.date('ends_on').notNullable();
    c.flag('anonymous').notNullable();
    /** none, form, group: by what an anonymous wave's results are broken down */
    c.ascii('breakdown', 8).notNullable();
    /** draft, open, closed */
    c.ascii('state', 8).notNullable();
    c.flag('answered').notNullable().defaultTo(false);
    /** Grows with each answer that is saved: results computed under an equal count are equal. */
    c.count('changes').notNullable().defaultTo(0);
    /** Of an anonymous wave: what leads from a person to their answers, forgotten when it closes. */
    c.ascii('link_key', 64).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'ends_on', 'id'], 'survey_waves_by_date');
    t.index(['programme_id', 'questionnaire_id', 'answered'], 'survey_waves_of_questionnaire');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('survey_waves');
}
