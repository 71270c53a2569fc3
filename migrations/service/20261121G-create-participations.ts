import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** A role of a person in a programme. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'participations', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.ascii('role', 16).notNullable();
    /** The order in which roles are offered to act in. */
    c.count('rank').notNullable();
    c.ascii('state', 16).notNullable();
    c.flag('by_hand').notNullable().defaultTo(false);
    c.json('scope_forms').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'person_id', 'role'], { indexName: 'participations_key' });
    t.index(['programme_id', 'role', 'person_id'], 'participations_by_role');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('participations');
}
