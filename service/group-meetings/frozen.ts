import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { Authority } from '../authorise.js';
import { mayUseData } from '../consents/index.js';
import type { ServiceDeps } from '../handler.js';

/**
 * Of these people, those whose data may not be used today: without a consent that holds nobody is
 * matched (152-ФЗ art. 9, methodology §9.3), and a group meeting is part of matching.
 */
export async function frozenAmong(
  db: Db,
  deps: Pick<ServiceDeps, 'clock'>,
  { programmeId, timeZone }: Pick<Authority, 'programmeId' | 'timeZone'>,
  personIds: readonly string[],
): Promise<Set<string>> {
  if (personIds.length === 0) return new Set();
  const today = todayIn(timeZone, deps.clock);
  const uses = await mayUseData(db, { programmeId, today }, personIds);
  return new Set(personIds.filter((personId) => !uses.get(personId)?.matching.allowed));
}
