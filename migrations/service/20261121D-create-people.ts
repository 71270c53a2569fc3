import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** People of an organisation. `sort_key` puts names in Russian order in any database. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'people', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.count('number').notNullable();
    c.words('family_name', 255).nullable();
    c.words('given_name', 255).nullable();
    c.words('middle_name', 255).nullable();
    /** «Фамилия Имя Отчество», or «Участник №…» until a name is known. */
    c.words('name', 600).notNullable();
    c.exact('sort_key', 200).notNullable();
    c.words('email', 320).nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['organisation_id', 'number'], { indexName: 'people_number' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('people');
}
