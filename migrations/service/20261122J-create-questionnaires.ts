import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Questionnaires of a programme; what they ask stands in their versions. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'questionnaires', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.words('title', 200).notNullable();
    c.exact('sort_key', 200).notNullable();
    /** The template that it was made from; null: the college's own. */
    c.ascii('template_code', 64).nullable();
    /** mentee, mentor, curator: whom it asks */
    c.ascii('role', 16).notNullable();
    /** entry, group_meeting, interim, final */
    c.ascii('stage', 16).notNullable();
    /** The version that new waves ask. */
    c.id('version_id').notNullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'sort_key', 'id'], 'questionnaires_in_order');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('questionnaires');
}
