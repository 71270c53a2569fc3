import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Of waves that ask a list of people: whom they ask, and who is offered in their rankings. Refers to a
 * person: handed out and erased with them.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'survey_wave_people', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('wave_id').notNullable();
    c.id('person_id').notNullable();
    /** asked, offered */
    c.ascii('part', 8).notNullable();
    c.moment('created_at').notNullable();
    t.unique(['wave_id', 'part', 'person_id'], { indexName: 'survey_wave_people_key' });
    t.index(['programme_id', 'person_id', 'part'], 'survey_wave_people_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('survey_wave_people');
}
