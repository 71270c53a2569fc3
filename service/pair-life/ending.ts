import type { EndReason, NextPlace } from '../api/index.js';
import { admitToPairs } from '../pairs/index.js';
import type { Changed, Changing } from './changing.js';
import { type EndDetails, lifeStore, type NewEvent } from './life-store.js';
import { NO_PAUSE } from './pauses.js';

export interface End {
  state: 'completed' | 'terminated';
  onDate: string;
  reason: EndReason | null;
  note: string | null;
  details: EndDetails;
  next: readonly { personId: string; next: NextPlace }[];
}

/** What is said of a mentee on the waiting list: words that anybody may read. */
const WAITS_BECAUSE = 'Пара закончилась, ищем нового наставника';

/**
 * Sends mentees where it was said: onto the waiting list, there with the psychologist's support, or back among
 * those for whom a mentor is sought.
 */
export async function sendOn(of: Changing, next: End['next']): Promise<void> {
  const { trx, place, authority, now } = of;
  const store = lifeStore(trx);
  const to = (which: NextPlace) =>
    next.filter((one) => one.next === which).map(({ personId }) => personId);
  const said = { reason: WAITS_BECAUSE, by: authority.personId, now };
  await store.await(place, to('waiting_list'), { ...said, supported: false });
  await store.await(place, to('psychologist'), { ...said, supported: true });
  await admitToPairs(trx, place.programmeId, 'mentee', to('new_mentor'));
}

/** Ends a pair in the caller's change; a pause that lasts ends with it. */
export async function ending(of: Changing, end: End): Promise<Changed> {
  const { trx, place } = of;
  const { state, onDate, reason, note, details, next } = end;
  await lifeStore(trx).endPause(place, onDate);
  await sendOn(of, next);
  const sent: NewEvent[] = next
    .filter((one) => one.next !== 'none')
    .map(({ personId, next: to }) => ({ kind: 'mentee_next', onDate, personId, reason: to }));
  return {
    columns: { state, state_reason: null, closed_on: onDate, ...NO_PAUSE },
    events: [{ kind: state, onDate, reason, note, details }, ...sent],
    action: `pair.${state}`,
    // Why is not for everybody who reads the journal.
    after: { state, closedOn: onDate, ...(details.decision && { decision: details.decision }) },
  };
}
