/** What other features may ask of pairs. */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { type PairWithPeople, pairStore, type Side } from './pair-store.js';
import { pairWritesStore } from './pair-writes-store.js';

export { addManyPairs, type BroughtPair } from './add-many.js';
export {
  noFeedbackExpression,
  orderByUrgency,
  rhythmCondition,
  rhythmExpression,
} from './pair-conditions.js';
export {
  type PairInBrief,
  type PairPerson,
  readPairInBrief,
  readPairsInBrief,
} from './pair-facts-store.js';
export { renamePairsOf } from './pair-members-store.js';
export {
  addDays,
  daysBetween,
  fieldProblems as pairFieldProblems,
  type RhythmSettings,
  rhythmOf,
} from './pair-rules.js';
export type { PairWithPeople, Side, Watch } from './pair-store.js';
export { lockPair, refreshPairSummary } from './pair-summary.js';
export { frozenBy, toPair } from './pair-view.js';
export { onlyVisible, readPairForMember, sideOf, type VisiblePair } from './pair-visibility.js';

/** People who are put into pairs at once are candidates no longer, and wait no more: in parts of some hundreds. */
export async function admitToPairs(
  trx: Knex.Transaction,
  programmeId: string,
  side: Side,
  personIds: readonly string[],
): Promise<void> {
  const CHUNK = 500;
  for (let from = 0; from < personIds.length; from += CHUNK) {
    await pairWritesStore(trx).admit(programmeId, side, personIds.slice(from, from + CHUNK));
  }
}

/** The pairs of a programme with these ids, with their people, by id: two statements. */
export async function pairRowsByIds(
  db: Db,
  programmeId: string,
  pairIds: readonly string[],
): Promise<Map<string, PairWithPeople>> {
  const rows = await pairStore(db).byIds(programmeId, pairIds);
  return new Map(rows.map((row) => [row.pairId, row]));
}
