import type { Knex } from 'knex';
import type { Form, PairState } from '../../service/api/index.js';

export interface FoundPair {
  id: string;
  form: Form;
  role_variant: string | null;
  starts_on: string;
  ends_on: string;
}

/** The pair of two people of the demo. @param state the one in this state, where they have had several */
export async function pairOf(
  trx: Knex.Transaction,
  programmeId: string,
  [mentorId, menteeId]: readonly [string, string],
  state?: PairState,
): Promise<FoundPair> {
  const query = trx('pairs as p')
    .join('pair_members as a', 'a.pair_id', 'p.id')
    .join('pair_members as b', 'b.pair_id', 'p.id')
    .where({ 'p.programme_id': programmeId, 'a.side': 'mentor', 'b.side': 'mentee' })
    .where({ 'a.person_id': mentorId, 'b.person_id': menteeId })
    .first('p.id', 'p.form', 'p.role_variant', 'p.starts_on', 'p.ends_on');
  if (state !== undefined) query.where('p.state', state);
  const pair: FoundPair | undefined = await query;
  if (!pair) throw new Error('the demo has no such pair');
  return pair;
}
