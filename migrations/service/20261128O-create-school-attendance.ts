import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Who was at which session of the mentors' school. Refers to a person: handed out and erased with them.
 * Each row has a version of its own, so that two who mark different people do not meet.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'school_attendance', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('session_id').notNullable();
    c.id('person_id').notNullable();
    /** Chosen by name for this session. */
    c.flag('invited').notNullable().defaultTo(false);
    /** present, absent, excused; null: nothing was said yet. */
    c.ascii('mark', 16).nullable();
    /** 0: never marked. */
    c.count('version').notNullable().defaultTo(0);
    c.id('marked_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['session_id', 'person_id'], { indexName: 'school_attendance_once' });
    t.index(['programme_id', 'person_id'], 'school_attendance_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('school_attendance');
}
