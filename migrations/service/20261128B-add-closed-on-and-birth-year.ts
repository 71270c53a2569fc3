import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * The day on which a pair was completed or ended (registers: «Дата завершения программы»), and the year
 * of birth of who came by a register, which tells no day.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'pairs', 'closed_on', (c) => c.date('closed_on'));
  await addColumn(db, 'profiles', 'birth_year', (c) => c.count('birth_year'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'pairs', 'closed_on');
  await dropColumn(db, 'profiles', 'birth_year');
}
