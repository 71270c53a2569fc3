import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** The meeting log. The counts repeat the attendance, so that the list needs no join to it. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'meetings', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('pair_form', 32).notNullable();
    c.ascii('kind', 16).notNullable();
    c.date('held_on').notNullable();
    /** Monday of that week. */
    c.date('week').notNullable();
    c.count('minutes').notNullable();
    c.ascii('format', 16).notNullable();
    c.ascii('topic', 32).nullable();
    c.long('done').notNullable();
    c.long('agreed').notNullable();
    c.date('next_on').nullable();
    c.json('links').notNullable();
    c.count('invited').notNullable();
    c.count('came').notNullable();
    c.count('confirmed').notNullable().defaultTo(0);
    c.count('disputed').notNullable().defaultTo(0);
    c.id('author_id').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'held_on', 'id'], 'meetings_by_date');
    t.index(['pair_id', 'held_on', 'id'], 'meetings_of_pair');
    t.index(
      ['programme_id', 'week', 'pair_form', 'topic', 'held_on', 'minutes', 'pair_id'],
      'meetings_figures',
    );
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('meetings');
}
