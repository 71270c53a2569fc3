import { addIndex, dropIndex } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

const BY_ROLE = ['programme_id', 'role', 'person_id'];
const STANDING = ['programme_id', 'side', 'left_on', 'pair_id', 'person_id'];

/**
 * Who stands in pairs and who holds a role is counted from indexes alone, as fast beside the rows of many
 * other colleges as without them: a plan that reads the table row by row costs more the farther the rows
 * lie apart.
 */
export async function up(db: Db): Promise<void> {
  await addIndex(db, 'pair_members', STANDING, 'pair_members_standing');
  await addIndex(db, 'participations', [...BY_ROLE, 'state'], 'participations_standing');
  await dropIndex(db, 'participations', 'participations_by_role');
}

export async function down(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('participations'))) return;
  await addIndex(db, 'participations', BY_ROLE, 'participations_by_role');
  await dropIndex(db, 'participations', 'participations_standing');
  await dropIndex(db, 'pair_members', 'pair_members_standing');
}
