import { addDays } from '../../../shared/dates.js';
import { type Due, type Look, type People, reminderKind } from '../kind.js';
import { type PairRow, pairRows } from './pair-rows.js';

/** A pair that goes on, with its end. */
export type EndingPair = Pick<PairRow, 'pairId' | 'endsOn'>;

/** Time enough for the closing meeting and the last questionnaires. */
const DAYS_AHEAD = 14;

/** A pair that ends within two weeks: to both sides; a pair that is prolonged is reminded of its new end. */
export function pairEnding(
  { pairId, endsOn }: EndingPair,
  { today }: Pick<Look, 'today'>,
  { members }: People,
): Due[] {
  if (endsOn < today || endsOn > addDays(today, DAYS_AHEAD)) return [];
  return members.map(({ personId, side }) => ({
    personId,
    role: side,
    thing: `${pairId} ${endsOn}`,
    place: side === 'mentor' ? `my/pairs/${pairId}` : 'my',
    facts: { date: endsOn },
  }));
}

export const pairEndingKind = reminderKind<PairRow>({
  kind: 'pair_ending',
  schedule: { dailyAt: '06:00' },
  things: (db, { programmeId, today }, ask) =>
    pairRows(db, programmeId, ask, 'endsOn', (query) =>
      query.whereBetween('p.ends_on', [today, addDays(today, DAYS_AHEAD)]),
    ),
  judge: pairEnding,
});
