import type { Db } from '../../../shared/db/connect.js';
import type { Pair } from '../../api/pairs.js';
import { toPair } from '../../pairs/index.js';
import { type PairFilter, type PairOrder, pairStore, type Watch } from '../../pairs/pair-store.js';

/** The first pairs that a filter meets, as callers see them. */
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
