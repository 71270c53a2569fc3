import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { withdrawnMeetings } from '../db/withdrawn.js';

/** How the ratings of a pair's meetings go; of fewer than two rated meetings nothing is told. */
export interface PairRatings {
  pairId: string;
  /** Mean of the last two rated meetings, and of all before them (0: none). */
  recent: number;
  earlier: number;
  earlierMeetings: number;
  /** The day of the older of the last two. */
  recentSince: string;
  /** The last meetings without a break that somebody rated low, and the day of the first of them. */
  lowRun: number;
  lowSince: string | null;
}

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

/** Each rated meeting with the mean and the lowest of its mentees' ratings; read from one index alone. */
const ratedMeetings = (db: Db, programmeId: string): Knex.QueryBuilder =>
  came(db, programmeId)
    .where('a.confirmation', 'confirmed')
    .whereNotNull('a.rating')
    .whereNotIn('a.meeting_id', withdrawnMeetings(db, programmeId))
    .groupBy('a.pair_id', 'a.meeting_id', 'a.held_on')
    .select({ pair_id: 'a.pair_id', meeting_id: 'a.meeting_id', held_on: 'a.held_on' })
    .avg({ mean: 'a.rating' })
    .min({ lowest: 'a.rating' });

/** @param low ratings of so much or less are low */
export async function readPairRatings(
  db: Db,
  programmeId: string,
  low: number,
): Promise<PairRatings[]> {
  const back = 'over (partition by pair_id order by held_on desc, meeting_id desc)';
  const counted = db
    .from(ratedMeetings(db, programmeId).as('r'))
    .select(
      'pair_id',
      'held_on',
      'mean',
      db.raw(`row_number() ${back} as ago`),
      db.raw(`sum(case when lowest > ? then 1 else 0 end) ${back} as better`, [low]),
    );
  const rows: Record<keyof PairRatings, string | number | null>[] = await db
    .from(counted.as('c'))
    .groupBy('pair_id')
    .havingRaw('count(*) >= 2')
    .select({
      pairId: 'pair_id',
      recent: db.raw('avg(case when ago <= 2 then mean end)'),
      earlier: db.raw('avg(case when ago > 2 then mean end)'),
      earlierMeetings: db.raw('sum(case when ago > 2 then 1 else 0 end)'),
      recentSince: db.raw('min(case when ago <= 2 then held_on end)'),
      lowRun: db.raw('sum(case when better = 0 then 1 else 0 end)'),
      lowSince: db.raw('min(case when better = 0 then held_on end)'),
    });
  return rows.map((row) => ({
    pairId: String(row.pairId),
    recent: Number(row.recent),
    earlier: Number(row.earlier ?? 0),
    earlierMeetings: Number(row.earlierMeetings),
    recentSince: String(row.recentSince),
    lowRun: Number(row.lowRun),
    lowSince: row.lowSince === null ? null : String(row.lowSince),
  }));
}

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
