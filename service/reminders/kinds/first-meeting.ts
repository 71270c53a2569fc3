import { addDays, daysBetween } from '../../../shared/dates.js';
import { FIRST_MEETING_DAYS } from '../../pairs/pair-rules.js';
import {
  type Due,
  type Look,
  narrowed,
  type People,
  positionOf,
  reminderKind,
  type Thing,
} from '../kind.js';
import { withoutPlanned } from './without-planned.js';

/** A pair that has not met and plans nothing. */
export interface PairToBegin extends Thing {
  pairId: string;
  startsOn: string;
  silentSince: string;
}

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

export const firstMeetingKind = reminderKind<PairToBegin>({
  kind: 'first_meeting',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    const query = db('pairs as p')
      .where({ 'p.programme_id': programmeId, 'p.state': 'active' })
      .whereNull('p.last_meeting_on')
      .whereBetween('p.silent_since', [
        addDays(today, -DAYS_AT_MOST),
        addDays(today, -FIRST_MEETING_DAYS),
      ])
      .whereNotExists(withoutPlanned(db, today));
    const rows: Omit<PairToBegin, 'position' | 'subject'>[] = await narrowed(
      query,
      ask,
      'p.silent_since',
      'p.id',
    ).select({ pairId: 'p.id', startsOn: 'p.starts_on', silentSince: 'p.silent_since' });
    return rows.map((row) => ({
      ...row,
      subject: row.pairId,
      position: positionOf(row.silentSince, row.pairId),
    }));
  },
  judge: firstMeeting,
});
