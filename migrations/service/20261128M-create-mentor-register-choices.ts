import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Whom the coordinator takes into the next register, or leaves out, against what was proposed; gone when it is approved.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'mentor_register_choices', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    c.flag('included').notNullable();
    c.words('reason', 500).notNullable();
    c.id('decided_by').nullable();
    c.moment('decided_at').notNullable();
    t.unique(['programme_id', 'person_id'], { indexName: 'mentor_register_choices_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('mentor_register_choices');
}
