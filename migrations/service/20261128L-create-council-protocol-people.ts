import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Whom the points of the council's minutes concern.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'council_protocol_people', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('protocol_id').notNullable();
    /** Place of the point in the agenda, from 0. */
    c.count('point').notNullable();
    c.id('person_id').notNullable();
    t.unique(['protocol_id', 'point', 'person_id'], { indexName: 'protocol_people_key' });
    t.index(['programme_id', 'person_id'], 'protocol_people_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('council_protocol_people');
}
