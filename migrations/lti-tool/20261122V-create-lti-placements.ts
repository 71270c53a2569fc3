import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Which pages a course has, as far as the tool has handed them over or seen them launched. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'lti_placements', (t, c) => {
    c.id('placement_id').notNullable().primary();
    c.id('organisation_id').notNullable();
    // As the service names courses: one LMS course, whatever registration it is reached by.
    c.ascii('course_key', 64).notNullable();
    c.ascii('page', 32).notNullable();
    c.words('title', 300).notNullable();
    // Handed over to the LMS by the picker; whether it kept it, it does not say.
    c.moment('placed_at');
    // A launch came from it, to within a day.
    c.moment('seen_at');
    t.unique(['organisation_id', 'course_key', 'page'], { indexName: 'lti_placements_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('lti_placements');
}
