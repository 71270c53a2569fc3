import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Certificates of the mentors' school, numbered within the organisation and the year without gaps: rows
 * are never taken away, a certificate is revoked. Refers to a person, with their name as it was then.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'school_certificates', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** Of `issued_on`. */
    c.count('year').notNullable();
    c.count('number').notNullable();
    c.date('issued_on').notNullable();
    /** What stands in the paper, as it was on that day. */
    c.words('name', 300).notNullable();
    c.exact('sort_key', 200).notNullable();
    c.count('sessions').notNullable();
    c.count('minutes').notNullable();
    c.json('topics').notNullable();
    c.id('issued_by').nullable();
    c.date('revoked_on').nullable();
    c.words('revoked_reason', 500).nullable();
    c.id('revoked_by').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'year', 'number'], { indexName: 'school_certificates_number' });
    t.index(['programme_id', 'person_id'], 'school_certificates_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('school_certificates');
}
