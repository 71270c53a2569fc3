import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** A mentee asks the curator for help; kept apart so that no page of a mentor reads it. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'help_requests', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.ascii('pair_form', 32).notNullable();
    c.id('meeting_id').nullable();
    c.id('person_id').notNullable();
    c.long('text').notNullable();
    /** open, answered */
    c.ascii('state', 16).notNullable();
    c.long('answer').nullable();
    c.id('answered_by').nullable();
    c.moment('answered_at').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.index(['programme_id', 'state', 'id'], 'help_requests_by_state');
    t.index(['programme_id', 'person_id', 'id'], 'help_requests_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('help_requests');
}
