import {
  type Due,
  type Look,
  narrowedById,
  type People,
  reminderKind,
  type Thing,
} from '../kind.js';

/** A plan that was offered to its mentee. */
export interface OfferedPlan extends Thing {
  planId: string;
  personId: string;
  number: number;
  offeredAt: number;
}

const FIRST_MS = 24 * 3_600_000;

/** A plan that waits for its mentee's confirmation, from the day after it was offered; another version anew. */
export function planWaiting(
  { planId, personId, number, offeredAt }: OfferedPlan,
  { now }: Pick<Look, 'now'>,
  { members }: People,
): Due[] {
  if (offeredAt > now - FIRST_MS) return [];
  if (!members.some((one) => one.side === 'mentee' && one.personId === personId)) return [];
  const thing = `${planId} ${number}`;
  return [{ personId, role: 'mentee', thing, place: `plans/${planId}`, facts: {} }];
}

export const planWaitingKind = reminderKind<OfferedPlan>({
  kind: 'plan_waiting',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId }, ask) {
    const query = db('plans as l')
      .join('pairs as p', 'p.id', 'l.pair_id')
      .join('plan_versions as v', (join) =>
        join.on('v.plan_id', 'l.id').andOn('v.number', 'l.offered_number'),
      )
      .where({ 'l.programme_id': programmeId, 'l.state': 'offered', 'p.state': 'active' });
    const rows: Omit<OfferedPlan, 'position' | 'subject'>[] = await narrowedById(
      query,
      ask,
      'l.id',
    ).select({
      planId: 'l.id',
      pairId: 'l.pair_id',
      personId: 'l.person_id',
      number: 'v.number',
      offeredAt: 'v.offered_at',
    });
    return rows.map((row) => ({
      ...row,
      offeredAt: Number(row.offeredAt),
      subject: row.planId,
      position: row.planId,
    }));
  },
  judge: planWaiting,
});
