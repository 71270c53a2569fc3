import { type Db, dialectOf } from '../../shared/db/connect.js';

const INDEX = 'grades_due_of';

async function hasIndex(db: Db): Promise<boolean> {
  if (dialectOf(db) === 'sqlite') {
    const found = await db('sqlite_master').where({ type: 'index', name: INDEX }).first('name');
    return found !== undefined;
  }
  const found = await db('information_schema.statistics')
    .whereRaw('table_schema = database()')
    .where({ table_name: 'grades', index_name: INDEX })
    .first('index_name');
  return found !== undefined;
}

/** What is due of one organisation is found without reading what is due of the others. */
export async function up(db: Db): Promise<void> {
  if (await hasIndex(db)) return;
  await db.schema.alterTable('grades', (t) => {
    t.index(['organisation_id', 'state', 'next_attempt_at', 'id'], INDEX);
  });
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('grades')) || !(await hasIndex(db))) return;
  await db.schema.alterTable('grades', (t) => {
    t.dropIndex([], INDEX);
  });
}
