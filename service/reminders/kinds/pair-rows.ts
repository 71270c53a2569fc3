import type { Knex } from 'knex';
import type { Db } from '../../../shared/db/connect.js';
import { type Ask, narrowed, positionOf, type Thing } from '../kind.js';

/** What reminders of pairs know of one. Days are `YYYY-MM-DD`. */
export interface PairRow extends Thing {
  pairId: string;
  startsOn: string;
  endsOn: string;
  silentSince: string;
}

/**
 * Pairs at work, in the order of a day of theirs.
 * @param which narrows them further; the pair is `p`
 */
export async function pairRows(
  db: Db,
  programmeId: string,
  ask: Ask,
  order: 'endsOn' | 'silentSince',
  which: (query: Knex.QueryBuilder) => unknown = () => undefined,
): Promise<PairRow[]> {
  const query = db('pairs as p').where({ 'p.programme_id': programmeId, 'p.state': 'active' });
  which(query);
  const column = order === 'endsOn' ? 'p.ends_on' : 'p.silent_since';
  const rows: Omit<PairRow, 'position' | 'subject'>[] = await narrowed(
    query,
    ask,
    column,
    'p.id',
  ).select({
    pairId: 'p.id',
    startsOn: 'p.starts_on',
    endsOn: 'p.ends_on',
    silentSince: 'p.silent_since',
  });
  return rows.map((row) => ({
    ...row,
    subject: row.pairId,
    position: positionOf(row[order], row.pairId),
  }));
}
