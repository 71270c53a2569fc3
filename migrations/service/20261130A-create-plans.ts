import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Individual plans and personalised programmes (methodology §9.2), one for each mentee of a pair. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'plans', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    /** The mentee. */
    c.id('person_id').notNullable();
    /** individual_plan, personal_programme */
    c.ascii('kind', 32).notNullable();
    c.date('starts_on').notNullable();
    c.date('ends_on').notNullable();
    /** The texts above the rows, and the mode. */
    c.json('head').notNullable();
    /** draft, offered, confirmed, changed */
    c.ascii('state', 16).notNullable();
    /** Grows with each change of what is agreed. */
    c.count('edition').notNullable().defaultTo(1);
    /** Of the part above the rows. */
    c.count('version').notNullable().defaultTo(1);
    /** Numbers of versions: the one offered last, the one that both confirmed last. */
    c.count('offered_number').notNullable().defaultTo(0);
    c.count('confirmed_number').nullable();
    /** Sums of the rows, so that lists and cards need not read them. */
    c.count('goals').notNullable().defaultTo(0);
    c.count('goals_done').notNullable().defaultTo(0);
    c.date('next_due_on').nullable();
    /** What progress counts: terms and states of the goals that both confirmed; null: none were. */
    c.json('counted').nullable();
    c.moment('created_at').notNullable();
    t.unique(['pair_id', 'person_id'], { indexName: 'plans_key' });
    t.index(['programme_id', 'person_id'], 'plans_of_person');
    t.index(['person_id', 'id'], 'plans_of_one');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('plans');
}
