import { monthWaiting } from '../../monthly-feedback/index.js';
import { type Due, type People, reminderKind } from '../kind.js';
import { type PairRow, pairRows } from './pair-rows.js';

/** A pair of which the open month has not heard everybody. */
export interface UnheardMonth extends Pick<PairRow, 'subject' | 'position' | 'pairId'> {
  month: string;
  until: string;
  unheard: readonly string[];
}

/** How the month went (methodology §3: feedback once a month at least): to who has not said, once a month and pair. */
export function monthUnheard(
  { pairId, month, until, unheard }: UnheardMonth,
  { members }: People,
): Due[] {
  return members
    .filter(({ personId }) => unheard.includes(personId))
    .map(({ personId, side }) => ({
      personId,
      role: side,
      thing: `${pairId} ${month}`,
      place: `my/pairs/${pairId}/month`,
      facts: { date: until },
    }));
}

export const monthWaitingKind = reminderKind<UnheardMonth>({
  kind: 'month_waiting',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    const rows = await pairRows(db, programmeId, ask, 'silentSince');
    const pairIds = rows.map(({ pairId }) => pairId);
    const waiting = await monthWaiting(db, { programmeId, today }, pairIds);
    if (waiting === null) return [];
    const { month, until, people } = waiting;
    return rows.map((row) => ({
      ...row,
      month,
      until,
      unheard: (people.get(row.pairId) ?? []).map(({ personId }) => personId),
    }));
  },
  judge: (thing, _look, people) => monthUnheard(thing, people),
});
