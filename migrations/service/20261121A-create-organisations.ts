import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** Colleges. Everything else belongs to one of them. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'organisations', (_t, c) => {
    c.id('id').primary();
    c.words('name', 200).notNullable();
    c.ascii('time_zone', 64).notNullable();
    /** The number that the next person without a name gets («Участник №…»). */
    c.count('next_person_number').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('organisations');
}
