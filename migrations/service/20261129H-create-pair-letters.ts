import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Letters that tell people of their new pair: what is to be sent, and how it fared. One a person and pair.
 * Refers to people (`person_id`).
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'pair_letters', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    /** waiting, sending, sent, refused, unreachable, unclear, no_address, not_needed */
    c.ascii('state', 16).notNullable();
    c.moment('not_before').notNullable();
    c.count('tries').notNullable().defaultTo(0);
    /** Who sends it (the name of one claim), until when. */
    c.ascii('claimed_by', 36).nullable();
    c.moment('claimed_until').nullable();
    c.moment('done_at').nullable();
    c.moment('created_at').notNullable();
    t.unique(['pair_id', 'person_id'], { indexName: 'pair_letters_key' });
    t.index(['programme_id', 'person_id'], 'pair_letters_of_person');
    t.index(['state', 'not_before', 'id'], 'pair_letters_due');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('pair_letters');
}
