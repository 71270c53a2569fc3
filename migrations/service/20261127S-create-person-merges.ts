import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Merges of two records of one person (`kept_id`, `merged_id`, `actor_id`, `undone_by`: people), with what
 * was moved: it is what undoing rests on. `moved` holds rows as they were, also contacts and birth dates.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'person_merges', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    /** Where it was decided; it reaches all programmes of the two. */
    c.id('programme_id').notNullable();
    c.id('kept_id').notNullable();
    c.id('merged_id').notNullable();
    c.json('moved').notNullable();
    c.id('actor_id').nullable();
    c.moment('created_at').notNullable();
    c.moment('undone_at').nullable();
    c.id('undone_by').nullable();
    t.index(['programme_id', 'id'], 'person_merges_of_programme');
    t.index(['kept_id', 'id'], 'person_merges_of_kept');
    t.index(['merged_id', 'id'], 'person_merges_of_merged');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('person_merges');
}
