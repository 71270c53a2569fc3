/** What other features may ask of pairs. */
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { Pair } from '../api/pairs.js';
import {
  type PairFilter,
  type PairOrder,
  type PairWithPeople,
  pairStore,
  type Side,
  type Watch,
} from './pair-store.js';
import { toPair } from './pair-view.js';
import { pairWritesStore } from './pair-writes-store.js';

export { addManyPairs, type BroughtPair } from './add-many.js';
export {
  noFeedbackExpression,
  orderByUrgency,
  rhythmCondition,
  rhythmExpression,
} from './pair-conditions.js';
export { renamePairsOf } from './pair-members-store.js';
export {
  addDays,
  daysBetween,
  fieldProblems as pairFieldProblems,
  type RhythmSettings,
  rhythmOf,
} from './pair-rules.js';
export type { PairFilter, PairWithPeople, Side, Watch } from './pair-store.js';
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

/** The pairs of a programme with these ids, with their people, by id: two statements; with their next agreed day from `today` on. */
export async function pairRowsByIds(
  db: Db,
  programmeId: string,
  pairIds: readonly string[],
  today: string | null = null,
): Promise<Map<string, PairWithPeople>> {
  const rows = await pairStore(db).byIds(programmeId, pairIds, today);
  return new Map(rows.map((row) => [row.pairId, row]));
}

/**
 * The first pairs that a filter meets, as callers see them: two statements. For example the most
 * urgent: `{ rhythms: ['out', 'attention'] }` in the order `urgency`.
 */
export async function readPairs(
  db: Db,
  filter: PairFilter,
  order: PairOrder,
  watch: Watch,
  limit: number,
): Promise<Pair[]> {
  const rows = await pairStore(db).page(filter, order, watch, limit);
  return rows.map((row) => toPair(row, watch.settings, watch.today));
}

/** How many pairs a filter meets. */
export const countPairs = (db: Db, filter: PairFilter, watch: Watch): Promise<number> =>
  pairStore(db).count(filter, watch);
