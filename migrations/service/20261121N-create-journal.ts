import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Who changed what; rows are added, never changed. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'journal', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.moment('at').notNullable();
    c.id('actor_id').nullable();
    c.ascii('actor_role', 16).notNullable();
    c.ascii('action', 32).notNullable();
    c.ascii('entity', 32).notNullable();
    c.id('entity_id').notNullable();
    c.json('before').nullable();
    c.json('after').nullable();
    t.index(['programme_id', 'id'], 'journal_of_programme');
    t.index(['entity_id', 'id'], 'journal_of_entity');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('journal');
}
