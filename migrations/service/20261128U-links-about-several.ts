import { addColumn, dropColumn } from '../../shared/db/alter.js';
import { type Db, dialectOf } from '../../shared/db/connect.js';

/**
 * A link may be for what somebody else knows of a mentee (`giver`), and then about all of a group
 * (`group_name`), so about no one person.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'personal_links', 'giver', (c) => c.ascii('giver', 16));
  await addColumn(db, 'personal_links', 'group_name', (c) => c.exact('group_name', 200));
  if (dialectOf(db) === 'mysql') {
    await db.raw(
      'alter table personal_links modify person_id char(36) character set ascii collate ascii_bin null',
    );
    return;
  }
  await db.schema.alterTable('personal_links', (t) => {
    t.setNullable('person_id');
  });
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'personal_links', 'group_name');
  await dropColumn(db, 'personal_links', 'giver');
}
