import type { Knex } from 'knex';
import { type Change, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { refreshPairSummary } from '../pairs/index.js';
import { refreshProgress } from '../progress/index.js';

/**
 * What follows from every change of a meeting, in its transaction: the pair's sums, the progress of
 * the mentees with their scores due to the gradebook, and last the journal (it locks the programme).
 */
export async function afterChange(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  pairId: string,
  menteeIds: readonly string[],
  change: Change,
): Promise<void> {
  await refreshPairSummary(trx, pairId, deps.clock);
  await refreshProgress(trx, deps.clock, authority, menteeIds);
  await recordChange(trx, deps.clock, authority, change);
}
