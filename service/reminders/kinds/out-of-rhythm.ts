import { addDays, daysBetween } from '../../../shared/dates.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { type PairRow, pairRows } from './pair-rows.js';
import { withoutPlanned } from './without-planned.js';

/** A pair that has met before and plans nothing. */
export type SilentPair = Pick<PairRow, 'pairId' | 'silentSince'>;

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

export const outOfRhythmKind = reminderKind<PairRow>({
  kind: 'out_of_rhythm',
  schedule: { dailyAt: '06:00' },
  things: (db, { programmeId, today, meetingEveryDays }, ask) =>
    pairRows(db, programmeId, ask, 'silentSince', (query) =>
      query
        .whereNotNull('p.last_meeting_on')
        .where('p.silent_since', '<', addDays(today, -meetingEveryDays))
        .whereNotExists(withoutPlanned(db, today)),
    ),
  judge: outOfRhythm,
});
