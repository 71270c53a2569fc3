import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Mentees who want to become mentors, and who was made a candidate. Refers to people (`person_id`, `made_by`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_wishes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    c.flag('wished').notNullable();
    c.words('note', 500).nullable();
    c.moment('said_at').notNullable();
    c.date('made_on').nullable();
    c.id('made_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    t.unique(['programme_id', 'person_id'], { indexName: 'mentor_wishes_key' });
    t.index(['programme_id', 'pair_id'], 'mentor_wishes_of_pair');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_wishes');
}
