import type { Db } from '../../shared/db/connect.js';

/** What waits in a pair, or was held in it. */
export interface PairMatter {
  pairId: string;
  what: 'waiting' | 'disputed' | 'help' | 'closing';
  n: number;
  /** The moment of the oldest, ms since 1970 UTC; null: it is not asked. */
  first: number | null;
  /** A meeting that is disputed. */
  meetingId: string | null;
}

const came = (db: Db, programmeId: string) =>
  db('meeting_attendance as a').where({ 'a.programme_id': programmeId, 'a.came': true });

/** Records that wait or are disputed, requests for help without an answer, closing meetings: one statement. */
export async function readPairMatters(db: Db, programmeId: string): Promise<PairMatter[]> {
  const records = came(db, programmeId)
    .join('meetings as m', 'm.id', 'a.meeting_id')
    .whereIn('a.confirmation', ['waiting', 'disputed'])
    .whereNull('m.withdrawn_at')
    .groupBy('a.pair_id', 'a.confirmation')
    .select(
      'a.pair_id as pairId',
      'a.confirmation as what',
      db.raw('count(distinct a.meeting_id) as n'),
      db.raw(
        "min(case when a.confirmation = 'disputed' then a.responded_at else m.created_at end) as first",
      ),
      db.raw('min(a.meeting_id) as ??', ['meetingId']),
    );
  const closings = db('meetings')
    .where({ programme_id: programmeId, kind: 'closing' })
    .whereNull('withdrawn_at')
    .groupBy('pair_id')
    .select('pair_id', db.raw("'closing'"), db.raw('count(*)'), db.raw('null'), db.raw('null'));
  const help = db('help_requests')
    .where({ programme_id: programmeId, state: 'open' })
    .groupBy('pair_id')
    .select(
      'pair_id',
      db.raw("'help'"),
      db.raw('count(*)'),
      db.raw('min(created_at)'),
      db.raw('null'),
    );
  const rows: (PairMatter & { first: number | string | null })[] = await db.unionAll([
    records,
    closings,
    help,
  ]);
  return rows.map((row) => ({
    ...row,
    n: Number(row.n),
    first: row.first === null ? null : Number(row.first),
  }));
}
