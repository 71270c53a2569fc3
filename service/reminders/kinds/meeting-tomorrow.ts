import { addDays } from '../../../shared/dates.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { lastWritingDay } from '../quiet-rules.js';
import { type PlannedRow, plannedRows } from './planned-rows.js';

/** An agreed meeting to come. */
export type ComingMeeting = Pick<PlannedRow, 'plannedMeetingId' | 'onDate' | 'startsAt'>;

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

export const meetingTomorrowKind = reminderKind<PlannedRow>({
  kind: 'meeting_tomorrow',
  schedule: { everyMinutes: 60 },
  things: (db, { programmeId, today }, ask) =>
    plannedRows(
      db,
      { programmeId, state: 'agreed', days: [addDays(today, 1), addDays(today, DAYS_AHEAD)] },
      ask,
    ),
  judge: meetingTomorrow,
});
