import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/**
 * What of a file cannot be taken though its rows can be read: columns with formulas, by row, and ranges of
 * merged cells, of the whole file, which stand at its end.
 */
export async function up(db: Db): Promise<void> {
  await addColumn(db, 'register_import_rows', 'formulas', (c) => c.json('formulas'));
  await addColumn(db, 'register_imports', 'merged', (c) => c.json('merged'));
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'register_import_rows', 'formulas');
  await dropColumn(db, 'register_imports', 'merged');
}
