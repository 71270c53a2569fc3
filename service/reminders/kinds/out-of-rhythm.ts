import { addDays, daysBetween } from '../../../shared/dates.js';
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

/** A pair that has met before and plans nothing. */
export interface SilentPair extends Thing {
  pairId: string;
  silentSince: string;
}

/**
 * A pair out of the programme's rhythm (methodology §10) that has planned nothing: to its mentors, once for each
 * silence. Days of a pause do not count.
 */
export function outOfRhythm(
  { pairId, silentSince }: SilentPair,
  { today, meetingEveryDays }: Pick<Look, 'today' | 'meetingEveryDays'>,
  { members }: People,
): Due[] {
  const days = daysBetween(silentSince, today);
  if (days <= meetingEveryDays) return [];
  return members
    .filter(({ side }) => side === 'mentor')
    .map(({ personId, side }) => ({
      personId,
      role: side,
      thing: `${pairId} ${silentSince}`,
      place: `calendar/new/${pairId}`,
      facts: { days },
    }));
}

export const outOfRhythmKind = reminderKind<SilentPair>({
  kind: 'out_of_rhythm',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today, meetingEveryDays }, ask) {
    const query = db('pairs as p')
      .where({ 'p.programme_id': programmeId, 'p.state': 'active' })
      .whereNotNull('p.last_meeting_on')
      .where('p.silent_since', '<', addDays(today, -meetingEveryDays))
      .whereNotExists(withoutPlanned(db, today));
    const rows: Omit<SilentPair, 'position' | 'subject'>[] = await narrowed(
      query,
      ask,
      'p.silent_since',
      'p.id',
    ).select({ pairId: 'p.id', silentSince: 'p.silent_since' });
    return rows.map((row) => ({
      ...row,
      subject: row.pairId,
      position: positionOf(row.silentSince, row.pairId),
    }));
  },
  judge: outOfRhythm,
});
