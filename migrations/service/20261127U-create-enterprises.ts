import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * Partner enterprises of a college with their agreements (methodology §9.1); the same in all of its
 * programmes. The contact is somebody's name and number: data of a person who has no account.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'enterprises', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.words('name', 300).notNullable();
    c.exact('sort_key', 200).notNullable();
    c.words('contact_name', 300).nullable();
    c.words('contact_position', 255).nullable();
    c.words('contact_phone', 32).nullable();
    c.words('contact_email', 320).nullable();
    c.words('agreement_number', 100).nullable();
    c.date('agreement_on').nullable();
    c.date('agreement_until').nullable();
    c.words('note', 2000).nullable();
    c.flag('archived').notNullable().defaultTo(false);
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    // Order of the list, and no second one of the same name.
    t.unique(['organisation_id', 'sort_key'], { indexName: 'enterprises_key' });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('enterprises');
}
