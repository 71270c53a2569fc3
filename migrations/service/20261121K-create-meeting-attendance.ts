import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Who of the mentees came, and what each said of it. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'meeting_attendance', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('meeting_id').notNullable();
    c.id('person_id').notNullable();
    c.date('held_on').notNullable();
    c.flag('came').notNullable();
    /** waiting, confirmed, disputed */
    c.ascii('confirmation', 16).notNullable();
    c.count('rating').nullable();
    c.moment('responded_at').nullable();
    t.unique(['meeting_id', 'person_id'], { indexName: 'meeting_attendance_key' });
    t.index(
      ['programme_id', 'person_id', 'confirmation', 'held_on'],
      'meeting_attendance_of_person',
    );
    t.index(['programme_id', 'confirmation', 'came'], 'meeting_attendance_by_confirmation');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('meeting_attendance');
}
