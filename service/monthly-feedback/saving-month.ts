import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { isConsentWithdrawn } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { openHelpRequest } from '../meetings/index.js';
import { readPairForMember } from '../pairs/index.js';
import { closesOn, isAsked, openMonth } from './monthly-rules.js';
import { monthlyStore, type StoredMonth } from './monthly-store.js';

type Input = Call<'saveMonthlyFeedback'>['input'];

/** @throws `invalid` in words, when the month cannot be answered today or does not ask the caller */
async function checkMonth(
  trx: Knex.Transaction,
  { programmeId }: Authority,
  of: { pairId: string; personId: string; month: string; today: string },
): Promise<void> {
  const { pairId, personId, month, today } = of;
  if (openMonth(today) !== month)
    throw invalid([
      {
        path: 'month',
        code: today > closesOn(month) ? 'monthly.over' : 'monthly.early',
        params: { until: closesOn(month) },
      },
    ]);
  const places = await monthlyStore(trx).places(programmeId, { pairId });
  const own = places.find((one) => one.personId === personId && one.leftOn === null);
  if (!own || !isAsked(own, month)) throw invalid([{ path: '', code: 'monthly.notAsked' }]);
  if (await isConsentWithdrawn(trx, { programmeId, today }, personId))
    throw invalid([{ path: '', code: 'life.consentWithdrawn' }]);
}

/** The request to the curator: opened once for a month, with what is to be changed as its words. */
async function helpOf(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  of: { input: Input; pair: { pairId: string; form: StoredForm }; before: StoredMonth | undefined },
): Promise<string | null> {
  const known = of.before?.helpRequestId ?? null;
  if (known !== null || !of.input.needsHelp) return known;
  return openHelpRequest(trx, deps, authority, {
    pair: of.pair,
    meetingId: null,
    text: of.input.wish ?? '',
  });
}
type StoredForm = Parameters<typeof openHelpRequest>[3]['pair']['form'];

/**
 * Keeps what somebody says of a month, over the version that they saw. The journal says that it was done, and no
 * word of it: heads read the journal.
 */
export async function saveMonth(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'saveMonthlyFeedback'>,
): Promise<{ version: number; helpRequestId: string | null }> {
  const { organisationId, programmeId } = authority;
  const { pairId, month, version, relation, useful, needsHelp } = input;
  const personId = ownId(authority);
  const today = todayIn(authority.timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    const pair = await readPairForMember(trx, authority, pairId);
    if (pair.mySide === null) throw notFound('pair');
    const { mySide: side } = pair;
    const key = {
      organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `saveMonthlyFeedback ${pairId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, async () => {
      await checkMonth(trx, authority, { pairId, personId, month, today });
      const store = monthlyStore(trx);
      const earlier = await store.ofPerson(programmeId, personId, month);
      const before = earlier.find((one) => one.pairId === pairId);
      if ((before?.version ?? 0) !== version)
        throw new AppError('changed_meanwhile', 'the month was answered in another window');
      const helpRequestId = await helpOf(trx, deps, authority, { input, pair, before });
      const of = {
        personId,
        side,
        month,
        relation,
        useful,
        wish: input.wish || null,
        needsHelp,
        helpRequestId,
      };
      const place = { organisationId, programmeId, pairId };
      if (!(await store.save(place, of, { version, now: deps.clock.now() })))
        throw new AppError('changed_meanwhile', 'the month was answered in another window');
      await recordChange(trx, deps.clock, authority, {
        action: version === 0 ? 'monthly.given' : 'monthly.changed',
        entity: 'pair',
        entityId: pairId,
        after: { side, month },
      });
      return { version: version + 1, helpRequestId };
    });
  });
}
