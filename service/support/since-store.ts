import type { Db } from '../../shared/db/connect.js';
import { CLOSED_PAIR_STATES } from '../api/reference.js';

/** What was decided of a mentee, and when; moments are milliseconds since 1970 UTC. */
export interface DecidedRow {
  personId: string;
  at: number;
  supported: boolean;
}

/** The SQL of since when mentees have been without a mentor. */
export function sinceStore(db: Db) {
  return {
    /** When each mentee of a programme was last decided of, or came into it: one statement. */
    async decided(programmeId: string): Promise<DecidedRow[]> {
      const rows = await db('participations')
        .where({ programme_id: programmeId, role: 'mentee' })
        .whereNot('state', 'withdrawn')
        .select({
          personId: 'person_id',
          decidedAt: 'decided_at',
          createdAt: 'created_at',
          supported: 'supported',
        });
      return rows.map(({ personId, decidedAt, createdAt, supported }) => ({
        personId,
        at: Number(decidedAt ?? createdAt),
        supported: Boolean(supported),
      }));
    },

    /**
     * The last day of each mentee's last pair, if it ended early or they left it: one statement. Pairs that
     * were closed before their day was kept are told by their planned end.
     */
    async ended(programmeId: string): Promise<Map<string, string>> {
      const day = 'coalesce(pm.left_on, q.closed_on, q.ends_on)';
      const early = "(q.state = 'terminated' or pm.left_on is not null)";
      const rows: { personId: string; early: string | null; whole: string | null }[] = await db(
        'pair_members as pm',
      )
        .join('pairs as q', 'q.id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'pm.side': 'mentee' })
        .where((over) =>
          over.whereIn('q.state', [...CLOSED_PAIR_STATES]).orWhereNotNull('pm.left_on'),
        )
        .groupBy('pm.person_id')
        .select({
          personId: 'pm.person_id',
          early: db.raw(`max(case when ${early} then ${day} end)`),
          whole: db.raw(`max(case when ${early} then null else ${day} end)`),
        });
      return new Map(
        rows.flatMap(({ personId, early: endedOn, whole }) =>
          endedOn === null || (whole !== null && whole >= endedOn) ? [] : [[personId, endedOn]],
        ),
      );
    },
  };
}
