import type { Knex } from 'knex';
import { lifeStore, type Place } from './life-store.js';

/** Notes in a pair's history that it was made by hand against rules of matching, with the reason. */
export async function noteMadeDespite(
  trx: Knex.Transaction,
  place: Place,
  { onDate, note }: { onDate: string; note: string },
  by: { actorId: string | null; now: number },
): Promise<void> {
  await lifeStore(trx).addEvent(place, { kind: 'made_despite', onDate, note }, by);
}
