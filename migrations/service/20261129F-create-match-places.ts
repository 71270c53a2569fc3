import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What a run suggests now: one row for each of its mentees, whether they have somebody or not. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_places', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('run_id').notNullable();
    c.id('mentee_id').notNullable();
    /** A mentor or a team of the run's settings; null: nobody. */
    c.id('unit_id').nullable();
    /** In hundredths; null: nobody. */
    c.count('score').nullable();
    c.flag('locked').notNullable().defaultTo(false);
    /** solver, hand, directive */
    c.ascii('origin', 16).nullable();
    c.words('directive', 500).nullable();
    /** Of who has nobody: the smallest set of rules whose loosening would give them a place. */
    c.json('loosen').nullable();
    c.moment('created_at').notNullable();
    t.unique(['run_id', 'mentee_id'], { indexName: 'match_places_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_places');
}
