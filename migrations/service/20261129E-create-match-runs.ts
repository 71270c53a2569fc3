import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Runs of matching with all that they rest on: `input` and `settings` are as they were, so that a run can be
 * repeated to the letter, whatever has become of the people since.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_runs', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.ascii('form', 32).notNullable();
    /** 1, 2, … of its form. */
    c.count('number').notNullable();
    /** running, done, stopped, failed, published */
    c.ascii('state', 16).notNullable();
    /** Whoever computes it, while it runs; and when they last said so. */
    c.ascii('token', 36).nullable();
    c.moment('alive_at').nullable();
    c.count('done').notNullable().defaultTo(0);
    c.count('settings_number').notNullable();
    c.json('settings').notNullable();
    c.long('input').notNullable();
    c.ascii('input_hash', 64).notNullable();
    /** The hash of what of it is not the matching's own: without locks, bans and the day. */
    c.ascii('facts_hash', 64).notNullable();
    c.ascii('seed', 36).notNullable();
    c.json('counts').notNullable();
    /** Mentee and unit, as the solver left it. */
    c.long('result').nullable();
    c.json('solved').nullable();
    c.json('lock_faults').nullable();
    c.count('solver_us').nullable();
    c.count('changes').notNullable().defaultTo(0);
    c.id('started_by').nullable();
    c.moment('finished_at').nullable();
    c.id('published_by').nullable();
    c.moment('published_at').nullable();
    c.words('order_number', 50).nullable();
    c.date('order_date').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'form', 'number'], { indexName: 'match_runs_key' });
    t.index(['programme_id', 'created_at', 'id'], 'match_runs_by_time');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_runs');
}
