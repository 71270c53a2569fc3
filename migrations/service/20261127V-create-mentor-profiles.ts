import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What a mentor brings (register of mentors, columns 5–9), how many mentees they take and whether they
 * take any now. Of the person, the same in all programmes of the college, as `profiles` are.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_profiles', (t, c) => {
    c.id('id').primary();
    c.id('person_id').notNullable();
    c.id('organisation_id').notNullable();
    c.words('competences', 2000).nullable();
    c.words('achievements', 2000).nullable();
    c.words('interests', 2000).nullable();
    c.words('preferred_age', 255).nullable();
    c.words('time_resource', 255).nullable();
    /** Mentees that they take at one time. */
    c.count('capacity').notNullable();
    /** Forms in which they work; null: nothing was said. */
    c.json('forms').nullable();
    c.words('paused_reason', 500).nullable();
    c.flag('paused').notNullable().defaultTo(false);
    c.id('enterprise_id').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['person_id'], { indexName: 'mentor_profiles_key' });
    t.index(['organisation_id', 'enterprise_id'], 'mentor_profiles_of_enterprise');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_profiles');
}
