import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange, recordChanges } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { pairRowsByIds } from '../pairs/index.js';
import { giveCandidacy, holdersOf } from '../people/index.js';
import { hasBegun } from './closing-rules.js';
import { changedMeanwhile, closingPair, readLocked } from './pair-access.js';
import { wishView } from './reading.js';
import { type WishRow, wishStore } from './wish-store.js';

async function say(
  deps: ServiceDeps,
  { authority, input }: Call<'sayMentorWish'>,
): Promise<OutputOf<Contract['sayMentorWish']>> {
  const { organisationId, programmeId } = authority;
  const { pairId, wished, note, version } = input;
  const personId = ownId(authority);
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const today = todayIn(authority.timeZone, deps.clock);
    if (!hasBegun(await closingPair(trx, pair), today))
      throw invalid([{ path: '', code: 'closing.early' }]);
    const withdrawn = await withdrawnAmong(trx, { programmeId, today }, [personId]);
    if (wished && withdrawn.has(personId)) throw invalid([{ path: '', code: 'closing.frozen' }]);
    const place = { organisationId, programmeId, pairId, personId };
    const said = { wished, note: note || null, now: deps.clock.now() };
    if (!(await wishStore(trx).save(place, said, version))) throw changedMeanwhile('wish');
    await recordChange(trx, deps.clock, authority, {
      action: wished ? 'pair.mentor_wished' : 'pair.mentor_unwished',
      entity: 'pair',
      entityId: pairId,
      after: {},
    });
    const row = await wishStore(trx).find(programmeId, personId);
    if (!row) throw notFound('wish');
    return wishView(row);
  });
}

async function list(
  deps: ServiceDeps,
  { authority, input }: Call<'listMentorWishes'>,
): Promise<OutputOf<Contract['listMentorWishes']>> {
  const { programmeId } = authority;
  const { page, pageSize } = input;
  const { rows, total } = await wishStore(deps.db).page(programmeId, page, pageSize);
  const pairs = await pairRowsByIds(
    deps.db,
    programmeId,
    rows.map(({ pairId }) => pairId),
  );
  return {
    rows: rows.map((row) => ({
      ...wishView(row),
      person: { personId: row.personId, name: row.name },
      pairId: row.pairId,
      shortNames: pairs.get(row.pairId)?.shortNames ?? { mentors: [], mentees: [] },
    })),
    total,
    page,
    pageSize,
  };
}

/** Those of these people who want it, are in no base of mentors yet, and whose consent stands. */
async function toBeMade(
  trx: Knex.Transaction,
  { programmeId }: Authority,
  personIds: readonly string[],
  today: string,
): Promise<WishRow[]> {
  const wishes = await wishStore(trx).ofPeople(programmeId, personIds);
  if (wishes.length < personIds.length) throw notFound('wish');
  const withdrawn = await withdrawnAmong(trx, { programmeId, today }, personIds);
  if (withdrawn.size > 0) throw invalid([{ path: 'personIds', code: 'closing.frozenPeople' }]);
  return wishes.filter(({ madeOn, wished }) => wished && madeOn === null);
}

/**
 * Takes those who want it into the base of mentors as candidates, by hand, so that the LMS takes it from them
 * no more. Who is a mentor or a candidate already stays what they are; pressed twice, done once.
 */
async function make(
  deps: ServiceDeps,
  { authority, input }: Call<'makeMentorCandidates'>,
): Promise<{ made: number; unchanged: number }> {
  const { programmeId, organisationId } = authority;
  const personIds = [...new Set(input.personIds)];
  return inTransaction(deps.db, async (trx) => {
    const store = wishStore(trx);
    await store.lock(programmeId);
    const today = todayIn(authority.timeZone, deps.clock);
    const wishes = await toBeMade(trx, authority, personIds, today);
    const ids = wishes.map(({ personId }) => personId);
    const already = await holdersOf(trx, programmeId, 'mentor', ids);
    const fresh = ids.filter((personId) => !already.has(personId));
    for (const personId of fresh)
      await giveCandidacy(trx, { organisationId, programmeId, personId }, deps.clock.now());
    await store.made(programmeId, ids, { on: today, by: authority.personId });
    if (ids.length > 0)
      await recordChanges(
        trx,
        deps.clock,
        authority,
        ids.map((personId) => ({
          action: 'closing.mentor_candidate',
          entity: 'participant' as const,
          entityId: personId,
          after: {},
        })),
      );
    return { made: fresh.length, unchanged: personIds.length - fresh.length };
  });
}

/** «Стать наставником»: mentees who want it, and how they come into the base of mentors. */
export const wishHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'sayMentorWish' | 'listMentorWishes' | 'makeMentorCandidates'> => ({
  sayMentorWish: (call) => say(deps, call),
  listMentorWishes: (call) => list(deps, call),
  makeMentorCandidates: (call) => make(deps, call),
});
