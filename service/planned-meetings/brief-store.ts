import { addDays } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { OPEN_PLANNED_STATES } from '../api/planned-meeting-reference.js';
import type { PlannedInBrief } from '../api/planned-meetings.js';

/** Open plans of so many days back, and ahead, stand on the cards of pairs. */
const DAYS_BACK = 31;
const DAYS_AHEAD = 92;
/** More of them nobody looks at on one page. */
const MOST_SHOWN = 200;

interface Viewer {
  personId: string | null;
  today: string;
}

/** Columns of `planned_meetings as q` as cards show them. */
export function briefColumns(db: Db, personId: string | null) {
  const answers = 'from planned_meeting_answers a where a.planned_meeting_id = q.id';
  return {
    plannedMeetingId: 'q.id',
    pairId: 'q.pair_id',
    onDate: 'q.on_date',
    startsAt: 'q.starts_at',
    kind: 'q.kind',
    minutes: 'q.minutes',
    state: 'q.state',
    proposedSide: 'q.proposed_side',
    version: 'q.version',
    declined: db.raw(`(select count(*) ${answers} and a.answer = 'declines')`),
    myAnswer: db.raw(
      `(case when q.proposed_by = ? then 'agrees' else (select a.answer ${answers} and a.person_id = ?) end)`,
      [personId ?? '', personId ?? ''],
    ),
  };
}

export type BriefRow = PlannedInBrief & { pairId: string };

/** The open planned meetings of these pairs about today, the earliest first: one statement. */
export async function openPlannedOf(
  db: Db,
  pairIds: readonly string[],
  { personId, today }: Viewer,
): Promise<BriefRow[]> {
  const rows: BriefRow[] = await db('planned_meetings as q')
    .whereIn('q.pair_id', [...pairIds])
    .whereIn('q.state', [...OPEN_PLANNED_STATES])
    .whereBetween('q.on_date', [addDays(today, -DAYS_BACK), addDays(today, DAYS_AHEAD)])
    .orderBy(['q.on_date', 'q.starts_at', 'q.id'])
    .limit(MOST_SHOWN)
    .select(briefColumns(db, personId));
  return rows.map((row) => ({ ...row, declined: Number(row.declined) }));
}
