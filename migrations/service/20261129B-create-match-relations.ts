import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/**
 * How mentors stand to mentees outside of the programme, as far as a coordinator has said so: parent,
 * teacher or line manager, of one mentee or of a whole group.
 */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'match_relations', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    /** parent, teaches, manages */
    c.ascii('kind', 16).notNullable();
    c.id('mentor_id').notNullable();
    // Empty, not null, where there is none: nulls are never equal, and nothing is to be there twice.
    c.id('mentee_id').notNullable().defaultTo('');
    c.exact('group_name', 200).notNullable().defaultTo('');
    c.id('created_by').nullable();
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'kind', 'mentor_id', 'mentee_id', 'group_name'], {
      indexName: 'match_relations_key',
    });
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('match_relations');
}
