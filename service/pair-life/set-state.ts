import { AppError } from '../../shared/errors.js';
import { CLOSED_PAIR_STATES } from '../api/index.js';
import type { Pair } from '../api/pairs.js';
import type { Call, ServiceDeps } from '../handler.js';
import { admitToPairs, checkOpening, idsOf, pairStateProblems, refuse } from '../pairs/index.js';
import { type Changed, type Changing, changePair } from './changing.js';
import { ending } from './ending.js';
import { lifeStore } from './life-store.js';
import { NO_PAUSE, pause, resume } from './pauses.js';

type Input = Call<'setPairState'>['input'];

/** A pair that is over works again, from today on: the days between count as those of a pause. */
async function reopen(of: Changing): Promise<Changed> {
  const { trx, deps, settings, before, place, today, now } = of;
  await checkOpening(trx, deps, settings, before);
  const store = lifeStore(trx);
  const closedOn = await store.closedOn(place.pairId);
  if (closedOn !== null && closedOn < today)
    await store.addPause(place, { fromOn: closedOn, endedOn: today }, now);
  // Who was sent to wait for another mentor waits no more.
  await admitToPairs(trx, place.programmeId, 'mentee', idsOf(before.mentees));
  return {
    columns: { state: 'active', state_reason: null, closed_on: null, ...NO_PAUSE },
    events: [{ kind: 'reopened', onDate: today }],
    action: 'state',
    after: { state: 'active' },
  };
}

/**
 * A state by its name with a reason in words, for callers that know no codes. What came of it is written down
 * as by the changes that have a name of their own.
 */
async function to(of: Changing, { state, reason }: Input): Promise<Changed> {
  const { before, today } = of;
  if (state === 'active') return before.state === 'paused' ? resume(of, today) : reopen(of);
  const words = reason || null;
  const said = { reason: 'other' as const, note: words };
  if (state === 'paused') return pause(of, { ...said, fromOn: today, untilOn: null }, words);
  const early = state === 'terminated';
  if (!early && state !== 'completed') throw new AppError('invalid', `no way to ${state}`);
  const changed = await ending(of, {
    state,
    onDate: today,
    reason: early ? 'other' : null,
    note: words,
    details: {},
    next: [],
  });
  return { ...changed, columns: { ...changed.columns, state_reason: words } };
}

/** Pauses, resumes, completes or ends a pair; a closed one can be opened again. */
export const setPairState = (deps: ServiceDeps, call: Call<'setPairState'>): Promise<Pair> =>
  changePair(deps, call, 'setPairState', async (of) => {
    const { state, reason } = call.input;
    refuse(pairStateProblems(of.before.state, state, reason));
    const changed = await to(of, call.input);
    const closed = (CLOSED_PAIR_STATES as readonly string[]).includes(state);
    return {
      ...changed,
      action: 'state',
      after: { state, reason: closed || state === 'paused' ? reason || null : null },
    };
  });
