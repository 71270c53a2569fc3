import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What the registers and the consents need to know of a person, the same in all programmes of the
 * college. Apart from `people`, which launches and rosters write: no LMS overwrites it, and what is
 * read with every name never reads a birth date.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'profiles', (t, c) => {
    c.id('person_id').primary();
    c.id('organisation_id').notNullable();
    c.date('birth_date').nullable();
    /** Known to be of age without a birth date: a teacher, somebody from an enterprise. */
    c.flag('adult').notNullable().defaultTo(false);
    c.count('course').nullable();
    c.words('speciality', 255).nullable();
    c.words('workplace', 255).nullable();
    c.words('position', 255).nullable();
    c.words('phone', 32).nullable();
    c.words('contact_email', 320).nullable();
    c.words('representative_name', 600).nullable();
    c.words('representative_contact', 320).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['organisation_id'], 'profiles_of_organisation');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('profiles');
}
