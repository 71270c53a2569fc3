import type { Db } from '../../shared/db/connect.js';
import type { Look } from './kind.js';

/** Somebody in a pair who can be reminded. */
export interface Member {
  personId: string;
  side: 'mentor' | 'mentee';
}

/**
 * Who stands in these pairs now, is in the course, and has not taken their consent back. A pair that has nobody
 * left on a side for that is frozen, and nobody of it is reminded. One statement.
 */
export async function membersOf(
  db: Db,
  { programmeId, withdrawn }: Pick<Look, 'programmeId' | 'withdrawn'>,
  pairIds: readonly string[],
): Promise<Map<string, Member[]>> {
  const of = new Map<string, Member[]>();
  if (pairIds.length === 0) return of;
  const rows: (Member & { pairId: string; lmsStatus: string | null })[] = await db(
    'pair_members as pm',
  )
    .leftJoin('members as m', (join) =>
      join.on('m.person_id', 'pm.person_id').andOnVal('m.programme_id', programmeId),
    )
    .whereIn('pm.pair_id', [...new Set(pairIds)])
    .whereNull('pm.left_on')
    .select({
      pairId: 'pm.pair_id',
      personId: 'pm.person_id',
      side: 'pm.side',
      lmsStatus: 'm.lms_status',
    });
  const sides = new Map<string, Set<string>>();
  for (const { pairId, personId, side, lmsStatus } of rows) {
    if (withdrawn.has(personId)) continue;
    sides.set(pairId, (sides.get(pairId) ?? new Set()).add(side));
    if (lmsStatus !== 'active') continue;
    const known = of.get(pairId);
    if (known) known.push({ personId, side });
    else of.set(pairId, [{ personId, side }]);
  }
  for (const [pairId, has] of sides) if (has.size < 2) of.delete(pairId);
  return of;
}
