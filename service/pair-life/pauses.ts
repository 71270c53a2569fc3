import type { Pair } from '../api/pairs.js';
import type { Call, ServiceDeps } from '../handler.js';
import { checkOpening, refuse } from '../pairs/index.js';
import { type Changed, type Changing, changePair } from './changing.js';
import { pauseProblems, resumeProblems } from './life-rules.js';
import { lifeStore } from './life-store.js';

/** The columns of a pair that rests no more. */
export const NO_PAUSE = { paused_from: null, paused_until: null, pause_reason: null } as const;

/** Has a pair rest in the caller's change. */
export async function pause(
  of: Changing,
  input: Pick<Call<'pausePair'>['input'], 'reason' | 'note' | 'fromOn' | 'untilOn'>,
  stateReason: string | null = null,
): Promise<Changed> {
  const { trx, place, now } = of;
  const { reason, note, fromOn, untilOn } = input;
  await lifeStore(trx).addPause(place, { reason, note, fromOn, untilOn }, now);
  return {
    columns: {
      state: 'paused',
      state_reason: stateReason,
      closed_on: null,
      paused_from: fromOn,
      paused_until: untilOn,
      pause_reason: reason,
    },
    events: [{ kind: 'paused', onDate: fromOn, toDate: untilOn, reason, note }],
    action: 'pair.paused',
    after: { state: 'paused', fromOn, untilOn },
  };
}

/** Has a pair work again in the caller's change. */
export async function resume(of: Changing, onDate: string): Promise<Changed> {
  const { trx, deps, settings, before, place } = of;
  await checkOpening(trx, deps, settings, before);
  await lifeStore(trx).endPause(place, onDate);
  return {
    columns: {
      state: 'active',
      state_reason: null,
      closed_on: null,
      ...NO_PAUSE,
      resumed_on: onDate,
    },
    events: [{ kind: 'resumed', onDate, fromDate: before.pausedFrom }],
    action: 'pair.resumed',
    after: { state: 'active', onDate },
  };
}

export const pausePair = (deps: ServiceDeps, call: Call<'pausePair'>): Promise<Pair> =>
  changePair(deps, call, 'pausePair', async (of) => {
    refuse(pauseProblems(call.input, of.before, of.today));
    return pause(of, call.input);
  });

export const resumePair = (deps: ServiceDeps, call: Call<'resumePair'>): Promise<Pair> =>
  changePair(deps, call, 'resumePair', async (of) => {
    refuse(resumeProblems(call.input.onDate, of.before, of.today));
    return resume(of, call.input.onDate);
  });
