import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** What an import wrote: what undoing it takes away again. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'register_import_items', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('import_id').notNullable();
    /** person, pair, participation: made; field: filled in where nothing stood. */
    c.ascii('kind', 16).notNullable();
    c.id('entity_id').notNullable();
    /** Of a field: its table, its column and what was written. */
    c.json('filled').nullable();
    t.index(['import_id', 'kind', 'id'], 'register_import_items_of_import');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('register_import_items');
}
