import { addDays } from '../../../shared/dates.js';
import {
  type Due,
  type Look,
  narrowed,
  type People,
  positionOf,
  reminderKind,
  type Thing,
} from '../kind.js';
import { lastWritingDay } from '../quiet-rules.js';

/** An agreed meeting to come. */
export interface ComingMeeting extends Thing {
  plannedMeetingId: string;
  onDate: string;
  startsAt: string | null;
}

/** No weekend is longer than the days that are looked ahead. */
const DAYS_AHEAD = 3;

/**
 * An agreed meeting of the next day, to both sides; where no letters leave on the days before it, from the last
 * day on which they do. One of the same meeting and day, also when its time is changed.
 */
export function meetingTomorrow(
  { plannedMeetingId, onDate, startsAt }: ComingMeeting,
  { today, reminding }: Pick<Look, 'today' | 'reminding'>,
  { members }: People,
): Due[] {
  if (onDate <= today || lastWritingDay(onDate, reminding) > today) return [];
  return members.map(({ personId, side }) => ({
    personId,
    role: side,
    thing: `${plannedMeetingId} ${onDate}`,
    place: `calendar/${plannedMeetingId}`,
    facts: { date: onDate, time: startsAt ?? '' },
    urgent: true,
  }));
}

export const meetingTomorrowKind = reminderKind<ComingMeeting>({
  kind: 'meeting_tomorrow',
  schedule: { everyMinutes: 60 },
  async things(db, { programmeId, today }, ask) {
    const query = db('planned_meetings as q')
      .join('pairs as p', 'p.id', 'q.pair_id')
      .where('q.programme_id', programmeId)
      .whereBetween('q.on_date', [addDays(today, 1), addDays(today, DAYS_AHEAD)])
      .where({ 'q.state': 'agreed', 'p.state': 'active' });
    const rows: Omit<ComingMeeting, 'position' | 'subject'>[] = await narrowed(
      query,
      ask,
      'q.on_date',
      'q.id',
    ).select({
      plannedMeetingId: 'q.id',
      pairId: 'q.pair_id',
      onDate: 'q.on_date',
      startsAt: 'q.starts_at',
    });
    return rows.map((row) => ({
      ...row,
      subject: row.plannedMeetingId,
      position: positionOf(row.onDate, row.plannedMeetingId),
    }));
  },
  judge: meetingTomorrow,
});
