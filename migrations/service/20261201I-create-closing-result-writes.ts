import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What was written into the results of the registers at the end of pairs, so that it can be taken back. Refers to people by three columns. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'closing_result_writes', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('pair_id').notNullable();
    c.id('person_id').notNullable();
    c.words('before', 2000).nullable();
    c.words('after', 2000).notNullable();
    c.id('written_by').nullable();
    c.moment('written_at').notNullable();
    c.moment('undone_at').nullable();
    c.id('undone_by').nullable();
    t.index(['programme_id', 'pair_id'], 'closing_result_writes_of_pair');
    t.index(['programme_id', 'person_id'], 'closing_result_writes_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('closing_result_writes');
}
