import { addDays, daysBetween } from '../../../shared/dates.js';
import { FIRST_MEETING_DAYS } from '../../pairs/pair-rules.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { type PairRow, pairRows } from './pair-rows.js';
import { withoutPlanned } from './without-planned.js';

/** A pair that has not met and plans nothing. */
export type PairToBegin = Pick<PairRow, 'pairId' | 'startsOn' | 'silentSince'>;

/** A pair that has been silent for longer is a matter of the coordinator. */
const DAYS_AT_MOST = 60;

/**
 * No first meeting held or planned so many days after the start (methodology §10): to the mentors, once; days of
 * a pause do not count.
 */
export function firstMeeting(
  { pairId, startsOn, silentSince }: PairToBegin,
  { today }: Pick<Look, 'today'>,
  { members }: People,
): Due[] {
  const days = daysBetween(silentSince, today);
  if (days < FIRST_MEETING_DAYS || days > DAYS_AT_MOST) return [];
  return members
    .filter(({ side }) => side === 'mentor')
    .map(({ personId, side }) => ({
      personId,
      role: side,
      thing: pairId,
      place: `calendar/new/${pairId}`,
      facts: { days: daysBetween(startsOn, today) },
    }));
}

export const firstMeetingKind = reminderKind<PairRow>({
  kind: 'first_meeting',
  schedule: { dailyAt: '06:00' },
  things: (db, { programmeId, today }, ask) =>
    pairRows(db, programmeId, ask, 'silentSince', (query) =>
      query
        .whereNull('p.last_meeting_on')
        .whereBetween('p.silent_since', [
          addDays(today, -DAYS_AT_MOST),
          addDays(today, -FIRST_MEETING_DAYS),
        ])
        .whereNotExists(withoutPlanned(db, today)),
    ),
  judge: firstMeeting,
});
