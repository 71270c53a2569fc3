import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What a programme asks of a mentor to be trained; a programme without a row asks nothing. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'school_rules', (_t, c) => {
    c.id('programme_id').primary();
    c.id('organisation_id').notNullable();
    /** Sessions to be present at; null: not asked. */
    c.count('sessions').nullable();
    /** Time to be present; null: not asked. */
    c.count('minutes').nullable();
    /** Nobody is in the pool before they are trained. */
    c.flag('pool_needs_training').notNullable().defaultTo(false);
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('school_rules');
}
