import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * What others know of a mentee: a group's curator, a parent, a psychologist. Refers to people
 * (`person_id`: whom it is about, `given_by`: who told it in the tool).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'third_party_sheets', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** group_curator, parent, psychologist */
    c.ascii('giver', 16).notNullable();
    /** The link by which it is told, or `staff`: one sheet for each. */
    c.ascii('source', 36).notNullable();
    c.id('link_id').nullable();
    /** Which questions: the giver and their version, e.g. `parent.1`. */
    c.ascii('template', 32).notNullable();
    /** asked, given */
    c.ascii('state', 8).notNullable();
    /** As who told it by a link named themselves. */
    c.words('giver_name', 200).nullable();
    c.id('given_by').nullable();
    c.json('answers').nullable();
    c.moment('given_at').nullable();
    c.count('version').notNullable().defaultTo(0);
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'person_id', 'giver', 'source'], {
      indexName: 'third_party_sheets_key',
    });
    t.index(['link_id'], 'third_party_sheets_of_link');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('third_party_sheets');
}
