import type { Db } from '../../shared/db/connect.js';
import { columns } from '../../shared/db/dialect.js';

/** Files that are about nobody (materials of the mentors' school): without a person. */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('files', (t) => {
    columns(db, t).id('person_id').nullable().alter();
  });
}

export async function down(db: Db): Promise<void> {
  await db('files').whereNull('person_id').delete();
  await db.schema.alterTable('files', (t) => {
    columns(db, t).id('person_id').notNullable().alter();
  });
}
