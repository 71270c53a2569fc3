import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What mentees said to a proposed meeting; a new proposal begins without any. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'planned_meeting_answers', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('planned_meeting_id').notNullable();
    c.id('person_id').notNullable();
    /** agrees, declines */
    c.ascii('answer', 16).notNullable();
    c.words('words', 500).nullable();
    c.moment('answered_at').notNullable();
    t.unique(['planned_meeting_id', 'person_id'], { indexName: 'planned_meeting_answers_once' });
    t.index(['programme_id', 'person_id'], 'planned_meeting_answers_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('planned_meeting_answers');
}
