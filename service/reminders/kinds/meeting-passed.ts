import { addDays } from '../../../shared/dates.js';
import { spanOf } from '../../planned-meetings/index.js';
import {
  type Due,
  type Look,
  narrowed,
  type People,
  positionOf,
  reminderKind,
  type Thing,
} from '../kind.js';

/** An agreed meeting whose day has come. */
export interface PastMeeting extends Thing {
  plannedMeetingId: string;
  onDate: string;
  startsAt: string | null;
  minutes: number;
}

/** Of older ones nobody remembers what was done. */
const DAYS_BACK = 14;

/**
 * An agreed meeting whose time is over, and of which nothing was told: to the mentors, whose page of it has the
 * button «Проведено». Without a time, from the next day on.
 */
export function meetingPassed(
  meeting: PastMeeting,
  { today, now, timeZone }: Pick<Look, 'today' | 'now' | 'timeZone'>,
  { members }: People,
): Due[] {
  const { plannedMeetingId, onDate, startsAt } = meeting;
  const span = spanOf(meeting, timeZone);
  const over = span === null ? onDate < today : span.to <= now;
  if (!over || onDate < addDays(today, -DAYS_BACK)) return [];
  return members
    .filter(({ side }) => side === 'mentor')
    .map(({ personId, side }) => ({
      personId,
      role: side,
      thing: `${plannedMeetingId} ${onDate}`,
      place: `calendar/${plannedMeetingId}`,
      facts: { date: onDate, time: startsAt ?? '' },
    }));
}

export const meetingPassedKind = reminderKind<PastMeeting>({
  kind: 'meeting_passed',
  schedule: { everyMinutes: 60 },
  async things(db, { programmeId, today }, ask) {
    const query = db('planned_meetings as q')
      .join('pairs as p', 'p.id', 'q.pair_id')
      .where('q.programme_id', programmeId)
      .whereBetween('q.on_date', [addDays(today, -DAYS_BACK), today])
      .where({ 'q.state': 'agreed', 'p.state': 'active' });
    const rows: Omit<PastMeeting, 'position' | 'subject'>[] = await narrowed(
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
    });
    return rows.map((row) => ({
      ...row,
      subject: row.plannedMeetingId,
      position: positionOf(row.onDate, row.plannedMeetingId),
    }));
  },
  judge: meetingPassed,
});
