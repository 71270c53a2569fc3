import { addDays } from '../../../shared/dates.js';
import { spanOf } from '../../planned-meetings/index.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { type PlannedRow, plannedRows } from './planned-rows.js';

/** An agreed meeting whose day has come. */
export type PastMeeting = Pick<PlannedRow, 'plannedMeetingId' | 'onDate' | 'startsAt' | 'minutes'>;

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

export const meetingPassedKind = reminderKind<PlannedRow>({
  kind: 'meeting_passed',
  schedule: { everyMinutes: 60 },
  things: (db, { programmeId, today }, ask) =>
    plannedRows(
      db,
      { programmeId, state: 'agreed', days: [addDays(today, -DAYS_BACK), today] },
      ask,
    ),
  judge: meetingPassed,
});
