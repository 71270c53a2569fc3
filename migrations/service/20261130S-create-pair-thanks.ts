import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Thanks of those in a pair to the other side, one of each. Refers to people (`person_id`, `hidden_by`). */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_thanks', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** The author's: mentor, mentee */
    c.ascii('side', 8).notNullable();
    c.words('text', 500).notNullable();
    c.moment('hidden_at').nullable();
    c.id('hidden_by').nullable();
    c.words('hidden_reason', 500).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['pair_id', 'person_id'], { indexName: 'pair_thanks_key' });
    t.index(['programme_id', 'person_id'], 'pair_thanks_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_thanks');
}
