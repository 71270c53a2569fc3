import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair, readPairForMember } from '../pairs/index.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { actionProblems } from './act-rules.js';
import { heldUntil, type Standing, standingAfter } from './need-rules.js';
import { judgeProgramme } from './programme-signals.js';
import { type StoredDeed, signalStore } from './signal-store.js';

type Answer = OutputOf<Contract['actOnSignal']>;
type Input = Call<'actOnSignal'>['input'];

/** The signal that is acted on, as it is now. @throws `conflict` when it is not there any more */
async function currentSignal(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { programmeId }: Authority,
  { pairId, code, since }: Input,
) {
  const settings = await readProgrammeSettings(trx, programmeId);
  const today = todayIn(settings.timeZone, deps.clock);
  const { pairs } = await judgeProgramme(trx, settings, today);
  const found = pairs.find(({ pair }) => pair.pairId === pairId);
  const signal = found?.signals.find((one) => one.code === code && one.since === since);
  if (!found || !signal) {
    const problems = [{ path: '', code: 'signal.gone' }];
    throw new AppError('conflict', 'the signal is not there any more', { problems });
  }
  return { signal, pair: found.pair, today };
}

/** Takes the latest action back. @throws `conflict` when there is none */
async function takeBack(trx: Knex.Transaction, { done }: Standing<StoredDeed>): Promise<void> {
  if (done === null) {
    const problems = [{ path: '', code: 'signal.notHandled' }];
    throw new AppError('conflict', 'nothing was done about the signal', { problems });
  }
  await signalStore(trx).undo(done.deedId);
}

/** Notes what was done about a signal, and puts it away until a day; sent twice with one key, noted once. */
export async function actOnSignal(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'actOnSignal'>,
): Promise<Answer> {
  const { organisationId, programmeId } = authority;
  const { pairId, code, since, action } = input;
  const note = input.note || null;
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `actOnSignal ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, async (trx) => {
    // Others' pairs, and those of forms that a curator does not have, are as those that do not exist.
    await readPairForMember(trx, authority, pairId);
    await lockPair(trx, pairId);
    return once(trx, deps.clock, key, async () => {
      const { signal, pair, today } = await currentSignal(trx, deps, authority, input);
      const problems = actionProblems({ action, until: input.until, note }, today);
      if (problems.length > 0) throw invalid(problems);
      if (action === 'returned') await takeBack(trx, signal);
      const until = heldUntil(action, today, input.until);
      const now = deps.clock.now();
      const store = signalStore(trx);
      const { severity } = signal;
      await store.open(authority, [{ pairId, form: pair.form, code, since, severity }], today, now);
      const by = authority.personId;
      const deed = { pairId, code, since, severity, action, on: today, until, note, by };
      await store.addDeed(authority, deed, now);
      await recordChange(trx, deps.clock, authority, {
        // Heads read the journal: it says what was done, not what was noted.
        action: `signal.${action}`,
        entity: 'pair',
        entityId: pairId,
        after: { signalCode: code, signalSince: since, signalUntil: until },
      });
      const deeds = await store.deedsOfPair(programmeId, pairId);
      return { pairId, state: standingAfter(signal, deeds, today).state };
    });
  });
}
