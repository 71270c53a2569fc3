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

/** A pair that goes on, with its end. */
export interface EndingPair extends Thing {
  pairId: string;
  endsOn: string;
}

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

export const pairEndingKind = reminderKind<EndingPair>({
  kind: 'pair_ending',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    const query = db('pairs as p')
      .where({ 'p.programme_id': programmeId, 'p.state': 'active' })
      .whereBetween('p.ends_on', [today, addDays(today, DAYS_AHEAD)]);
    const rows: Omit<EndingPair, 'position' | 'subject'>[] = await narrowed(
      query,
      ask,
      'p.ends_on',
      'p.id',
    ).select({ pairId: 'p.id', endsOn: 'p.ends_on' });
    return rows.map((row) => ({
      ...row,
      subject: row.pairId,
      position: positionOf(row.endsOn, row.pairId),
    }));
  },
  judge: pairEnding,
});
