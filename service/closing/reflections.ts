import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { MyReflection } from '../api/closing.js';
import { REFLECTION_QUESTIONS } from '../api/closing-reference.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { type PublicationStanding, readPublication } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { sideOf } from '../pairs/index.js';
import { mayReflect, reflectionUntil } from './closing-rules.js';
import { changedMeanwhile, closingPair, readLocked, readPair } from './pair-access.js';
import { quoteStanding } from './quote-rules.js';
import { type PersonPlace, reflectionStore, type StoredReflection } from './reflection-store.js';

const NOTHING = { changed: '', valuable: '', hard: '', next: '' };
const UNKNOWN: PublicationStanding = { age: 'unknown', frozen: false, allowed: false };

const placeOf = (authority: Authority, pairId: string): PersonPlace => ({
  organisationId: authority.organisationId,
  programmeId: authority.programmeId,
  pairId,
  personId: ownId(authority),
});

async function standingOf(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  personIds: readonly string[],
): Promise<(personId: string) => PublicationStanding> {
  const today = todayIn(authority.timeZone, deps.clock);
  const of = { programmeId: authority.programmeId, today };
  const found = await readPublication(db, of, personIds);
  return (personId) => found.get(personId) ?? UNKNOWN;
}

/** The reflections of a pair with how each may be quoted today. */
export async function readReflections(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pairId: string,
): Promise<(StoredReflection & { standing: ReturnType<typeof quoteStanding> })[]> {
  const rows = await reflectionStore(db).ofPair(authority.programmeId, pairId);
  const ids = rows.map(({ personId }) => personId);
  const standing = await standingOf(db, deps, authority, ids);
  return rows.map((row) => ({
    ...row,
    standing: quoteStanding({ ...standing(row.personId), quote: row.quote }),
  }));
}

async function getMine(
  deps: ServiceDeps,
  { authority, input }: Call<'getMyReflection'>,
): Promise<MyReflection> {
  const { pairId } = input;
  const pair = await readPair(deps.db, authority, pairId);
  const personId = ownId(authority);
  const rows = await reflectionStore(deps.db).ofPair(authority.programmeId, pairId);
  const own = rows.find((row) => row.personId === personId);
  const standing = (await standingOf(deps.db, deps, authority, [personId]))(personId);
  const state = await closingPair(deps.db, pair);
  const today = todayIn(authority.timeZone, deps.clock);
  return {
    words: own?.words ?? NOTHING,
    quote: own?.quote ?? 'no',
    version: own?.version ?? 0,
    mayWrite: !standing.frozen && mayReflect(state, own !== undefined, today),
    until: reflectionUntil(state),
    frozen: standing.frozen,
    needsRepresentative: standing.age !== 'adult' && !standing.allowed,
    mayBeNamed: standing.allowed,
  };
}

async function save(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'saveReflection'>,
): Promise<{ version: number }> {
  const { pairId, version, quote, idempotencyKey, changed, valuable, hard, next } = input;
  const words = { changed, valuable, hard, next };
  const place = placeOf(authority, pairId);
  const { organisationId } = authority;
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const side = sideOf(authority);
    if (side === null) throw notFound('pair');
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint: 'saveReflection' };
    return once(trx, deps.clock, { ...key, key: idempotencyKey, input }, async () => {
      const standing = await standingOf(trx, deps, authority, [place.personId]);
      if (standing(place.personId).frozen) throw invalid([{ path: '', code: 'closing.frozen' }]);
      const today = todayIn(authority.timeZone, deps.clock);
      if (!mayReflect(await closingPair(trx, pair), version > 0, today))
        throw invalid([{ path: '', code: 'closing.reflectionClosed' }]);
      if (REFLECTION_QUESTIONS.every((question) => words[question] === ''))
        throw invalid([{ path: 'changed', code: 'closing.nothingWritten' }]);
      const of = { side, words, quote, now: deps.clock.now() };
      if (!(await reflectionStore(trx).save(place, of, version)))
        throw changedMeanwhile('reflection');
      // The words are for few, and not for the journal.
      await recordChange(trx, deps.clock, authority, {
        action: 'pair.reflected',
        entity: 'pair',
        entityId: pairId,
        after: { side },
      });
      return { version: version + 1 };
    });
  });
}

async function allow(
  deps: ServiceDeps,
  { authority, input }: Call<'setQuotePermission'>,
): Promise<{ version: number }> {
  const { pairId, quote, version } = input;
  const place = placeOf(authority, pairId);
  return inTransaction(deps.db, async (trx) => {
    await readLocked(trx, authority, pairId);
    if (quote !== 'no') {
      const standing = await standingOf(trx, deps, authority, [place.personId]);
      if (standing(place.personId).frozen) throw invalid([{ path: '', code: 'closing.frozen' }]);
    }
    if (!(await reflectionStore(trx).allow(place, quote, version)))
      throw changedMeanwhile('reflection');
    await recordChange(trx, deps.clock, authority, {
      action: quote === 'no' ? 'pair.quote_refused' : 'pair.quote_allowed',
      entity: 'pair',
      entityId: pairId,
      after: {},
    });
    return { version: version + 1 };
  });
}

async function list(
  deps: ServiceDeps,
  { authority, input }: Call<'listReflections'>,
): Promise<OutputOf<Contract['listReflections']>> {
  await readPair(deps.db, authority, input.pairId);
  const rows = await readReflections(deps.db, deps, authority, input.pairId);
  return {
    rows: rows.map(({ personId, name, side, words, standing, updatedAt }) => ({
      person: { personId, name },
      side,
      words,
      quote: standing,
      at: toIso(updatedAt),
    })),
  };
}

/** What people write at the end of their pair, and whether it may be quoted. */
export const reflectionHandlers = (
  deps: ServiceDeps,
): Pick<
  Handlers,
  'getMyReflection' | 'saveReflection' | 'setQuotePermission' | 'listReflections'
> => ({
  getMyReflection: (call) => getMine(deps, call),
  saveReflection: (call) => save(deps, call),
  setQuotePermission: (call) => allow(deps, call),
  listReflections: (call) => list(deps, call),
});
