import type { Db } from '../../shared/db/connect.js';
import { closesOn, isAsked, openMonth } from './monthly-rules.js';
import { monthlyStore, type Side } from './monthly-store.js';

/** Whom the open month still waits for. */
export interface WaitingMonth {
  month: string;
  /** The last day on which it is answered. */
  until: string;
  /** By pair. */
  people: Map<string, { personId: string; side: Side }[]>;
}

/** Who of these pairs has not yet said how the open month went: three statements; null: no month is open. */
export async function monthWaiting(
  db: Db,
  { programmeId, today }: { programmeId: string; today: string },
  pairIds: readonly string[],
): Promise<WaitingMonth | null> {
  const month = openMonth(today);
  if (month === null) return null;
  const people: WaitingMonth['people'] = new Map();
  const found = { month, until: closesOn(month), people };
  if (pairIds.length === 0) return found;
  const store = monthlyStore(db);
  const places = await store.places(programmeId, { pairIds });
  const said = await store.ofPairs(programmeId, month, pairIds);
  const answered = new Set(said.map(({ pairId, personId }) => `${pairId} ${personId}`));
  for (const place of places) {
    const { pairId, personId, side } = place;
    if (!isAsked(place, month) || answered.has(`${pairId} ${personId}`)) continue;
    people.set(pairId, [...(people.get(pairId) ?? []), { personId, side }]);
  }
  return found;
}
