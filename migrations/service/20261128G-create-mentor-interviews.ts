import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Interviews with candidates for mentors (methodology §3, stage 4): what was said, by a short form, and the
 * outcome. What a correction replaced stands in the journal.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_interviews', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.date('held_on').notNullable();
    /** Who held it, by name and position. */
    c.words('interviewer', 300).notNullable();
    c.words('motivation', 2000).nullable();
    c.words('experience', 2000).nullable();
    c.words('readiness', 2000).nullable();
    c.words('limits', 2000).nullable();
    c.ascii('outcome', 20).notNullable();
    c.words('reason', 1000).nullable();
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    c.count('version').notNullable().defaultTo(1);
    t.index(['programme_id', 'person_id', 'held_on'], 'mentor_interviews_list');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_interviews');
}
