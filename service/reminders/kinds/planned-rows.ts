import type { Db } from '../../../shared/db/connect.js';
import type { PLANNED_STATES, PlannedSide } from '../../api/planned-meeting-reference.js';
import { type Ask, narrowed, positionOf, type Thing } from '../kind.js';

/** What reminders of planned meetings know of one. */
export interface PlannedRow extends Thing {
  plannedMeetingId: string;
  onDate: string;
  startsAt: string | null;
  minutes: number;
  proposedSide: PlannedSide;
  proposedBy: string | null;
  changedAt: number;
}

/**
 * Planned meetings of pairs at work, in the order of their days, from an index.
 * @param which.days the first and the last
 */
export async function plannedRows(
  db: Db,
  which: {
    programmeId: string;
    state: (typeof PLANNED_STATES)[number];
    days: readonly [string, string];
  },
  ask: Ask,
): Promise<PlannedRow[]> {
  const query = db('planned_meetings as q')
    .join('pairs as p', 'p.id', 'q.pair_id')
    .where('q.programme_id', which.programmeId)
    .whereBetween('q.on_date', [...which.days])
    .where({ 'q.state': which.state, 'p.state': 'active' });
  const rows: Omit<PlannedRow, 'position' | 'subject'>[] = await narrowed(
    query,
    ask,
    'q.on_date',
    'q.id',
  ).select({
    plannedMeetingId: 'q.id',
    pairId: 'q.pair_id',
    onDate: 'q.on_date',
    startsAt: 'q.starts_at',
    minutes: 'q.minutes',
    proposedSide: 'q.proposed_side',
    proposedBy: 'q.proposed_by',
    changedAt: 'q.changed_at',
  });
  return rows.map((row) => ({
    ...row,
    changedAt: Number(row.changedAt),
    subject: row.plannedMeetingId,
    position: positionOf(row.onDate, row.plannedMeetingId),
  }));
}
