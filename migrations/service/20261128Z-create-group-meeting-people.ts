import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Who is invited to a group meeting, and who was there. Refers to people (`person_id`: whom it is about,
 * `marked_by`: who noted it). Each row has a version of its own, so that two who mark different people
 * do not meet.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'group_meeting_people', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('group_meeting_id').notNullable();
    c.id('person_id').notNullable();
    /** mentor, mentee: as what they come */
    c.ascii('side', 8).notNullable();
    /** present, absent; null: nothing was said yet. */
    c.ascii('mark', 8).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.id('marked_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['group_meeting_id', 'person_id'], { indexName: 'group_meeting_people_once' });
    t.index(['programme_id', 'person_id'], 'group_meeting_people_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('group_meeting_people');
}
