/** What other features may read of enterprises. */
import type { Db } from '../../shared/db/connect.js';
import { sortKey } from '../names/index.js';

/** Whether the college has this enterprise and it is not archived. */
export async function isOffered(
  db: Db,
  organisationId: string,
  enterpriseId: string,
): Promise<boolean> {
  const row = await db('enterprises')
    .where({ organisation_id: organisationId, id: enterpriseId, archived: false })
    .first('id');
  return row !== undefined;
}

/** Finds the college's enterprise of this name, whatever its case and marks; null: there is none. */
export async function enterprisesByName(
  db: Db,
  organisationId: string,
): Promise<(name: string) => string | null> {
  const rows: { id: string; sort_key: string }[] = await db('enterprises')
    .where({ organisation_id: organisationId, archived: false })
    .select('id', 'sort_key');
  const byKey = new Map(rows.map((row) => [row.sort_key, row.id]));
  return (name) => byKey.get(sortKey(name)) ?? null;
}
