import type { Db } from '../../shared/db/connect.js';
import { createTable } from '../../shared/db/dialect.js';

/** A person in a programme, whatever their roles: what the list of participants shows. */
export async function up(db: Db): Promise<void> {
  await createTable(db, 'members', (t, c) => {
    c.id('id').primary();
    c.id('organisation_id').notNullable();
    c.id('programme_id').notNullable();
    c.id('person_id').notNullable();
    /** The person's, repeated here so that the list is read in order from one index. */
    c.exact('sort_key', 200).notNullable();
    /** active, left, none */
    c.ascii('lms_status', 16).notNullable();
    /** The LMS role as last seen at a launch or in the roster. */
    c.ascii('lms_role', 16).nullable();
    c.words('group_name', 100).nullable();
    /** A coordinator decided the roles: launches and rosters no longer do. */
    c.flag('roles_by_hand').notNullable().defaultTo(false);
    c.json('scope_forms').nullable();
    c.count('version').notNullable().defaultTo(1);
    c.moment('created_at').notNullable();
    t.unique(['programme_id', 'person_id'], { indexName: 'members_key' });
    t.index(['programme_id', 'sort_key', 'person_id'], 'members_in_order');
    t.index(['person_id'], 'members_of_person');
  });
}

export async function down(db: Db): Promise<void> {
  await db.schema.dropTableIfExists('members');
}
