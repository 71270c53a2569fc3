import type { Db } from '../../../shared/db/connect.js';
import { UNFINISHED_PAIR_STATES } from '../../api/reference.js';
import { withdrawalsOf } from '../../consents/index.js';
import type { Figures } from '../period-rules.js';

/**
 * Who of the people in pairs has ever taken a consent to take part back, with their pair. Whether it holds
 * today – another may have been given since – the rules of consents say.
 */
export async function withdrawalsInPairs(
  db: Db,
  figures: Pick<Figures, 'programmeId' | 'forms'>,
): Promise<{ pairId: string; personId: string }[]> {
  const { programmeId, forms } = figures;
  const query = db('pair_members as m')
    .join('pairs as p', 'p.id', 'm.pair_id')
    .where({ 'm.programme_id': programmeId, 'p.programme_id': programmeId })
    .whereNull('m.left_on')
    .whereIn('p.state', [...UNFINISHED_PAIR_STATES])
    .whereIn('m.person_id', withdrawalsOf(db, programmeId).select('person_id'));
  if (forms !== null) query.whereIn('p.form', [...forms]);
  return query.select({ pairId: 'm.pair_id', personId: 'm.person_id' });
}
