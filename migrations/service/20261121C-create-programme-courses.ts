import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Which LMS course is which programme. The course key is opaque. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'programme_courses', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.ascii('course_key', 128).notNullable();
    c.id('programme_id').notNullable();
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'course_key'], { indexName: 'programme_courses_key' });
    t.index(['programme_id'], 'programme_courses_of_programme');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('programme_courses');
}
