import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { recordChange } from '../audit/index.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readForChange, readPairForMember, refuse } from '../pairs/index.js';
import { hidingProblems, mayThank, thanksFrom } from './thanks-rules.js';
import { thanksStore } from './thanks-store.js';

const changedMeanwhile = () => new AppError('changed_meanwhile', 'the thanks were changed');

async function saveThanks(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'saveThanks'>,
): Promise<{ thanksId: string; version: number }> {
  const { organisationId, programmeId, personId } = authority;
  const { pairId, text, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const pair = await readPairForMember(trx, authority, pairId);
    if (pair.mySide === null || personId === null) throw notFound('pair');
    const { mySide: side } = pair;
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint: 'saveThanks' };
    return once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      const today = todayIn(authority.timeZone, deps.clock);
      const withdrawn = await withdrawnAmong(trx, { programmeId, today }, [personId]);
      if (withdrawn.has(personId)) throw invalid([{ path: '', code: 'life.consentWithdrawn' }]);
      if (!mayThank(pair, today))
        throw invalid([
          { path: 'text', code: 'life.thanksEarly', params: { from: thanksFrom(pair) } },
        ]);
      const place = { organisationId, programmeId, pairId };
      const of = { personId, side, text, now: deps.clock.now() };
      const thanksId = await thanksStore(trx).save(place, of, version);
      if (thanksId === null) throw changedMeanwhile();
      // The words are for the other side, not for the journal.
      await recordChange(trx, deps.clock, authority, {
        action: 'pair.thanked',
        entity: 'pair',
        entityId: pairId,
        after: { side },
      });
      return { thanksId, version: version + 1 };
    });
  });
}

async function hideThanks(
  deps: ServiceDeps,
  { authority, input }: Call<'hideThanks'>,
): Promise<{ thanksId: string; pairId: string; version: number }> {
  const { thanksId, hidden, reason, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = thanksStore(trx);
    const found = await store.find(authority.programmeId, thanksId);
    if (!found) throw notFound('thanks');
    await readForChange(trx, authority, found.pairId);
    refuse(hidingProblems(hidden, reason));
    const by = { at: deps.clock.now(), by: authority.personId, reason: reason ?? '' };
    if (!(await store.hide(thanksId, version, hidden ? by : null))) throw changedMeanwhile();
    const { pairId } = found;
    await recordChange(trx, deps.clock, authority, {
      action: hidden ? 'pair.thanks_hidden' : 'pair.thanks_shown',
      entity: 'pair',
      entityId: pairId,
      after: hidden ? { reason } : {},
    });
    return { thanksId, pairId, version: version + 1 };
  });
}

/** Thanks of the people of a pair to each other. */
export const thanksHandlers = (deps: ServiceDeps): Pick<Handlers, 'saveThanks' | 'hideThanks'> => ({
  saveThanks: (call) => saveThanks(deps, call),
  hideThanks: (call) => hideThanks(deps, call),
});
