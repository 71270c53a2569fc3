/** What other features may read of enterprises. */
import type { Db } from '../../shared/db/connect.js';

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
