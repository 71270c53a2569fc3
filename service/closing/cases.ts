import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { CaseQuote } from '../api/closing.js';
import { type CaseNaming, QUOTABLE } from '../api/closing-reference.js';
import type { PairCase } from '../api/closing-report.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { readPublication } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { idsOf, type PairWithPeople } from '../pairs/index.js';
import { type ChosenQuote, caseStore } from './case-store.js';
import { hasBegun } from './closing-rules.js';
import {
  changedMeanwhile,
  closingPair,
  isFrozen,
  readLocked,
  readPair,
  refuseFrozen,
} from './pair-access.js';
import { isQuotable } from './quote-rules.js';
import { readReflections } from './reflections.js';
import { readPlanHeads, readReportData } from './report-facts.js';
import { caseFrom } from './report-rules.js';
import { reportStore } from './report-store.js';

const NO_TEXTS = { achieved: '', difficulties: '', advice: '', reward: '', recommendation: null };

/**
 * What may be quoted today. Words are read from where their author wrote them, so that who takes the permission
 * back, or whose consent is withdrawn, is gone from every case with that moment.
 */
async function readQuotes(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pairId: string,
  of: { chosen: readonly ChosenQuote[]; naming: CaseNaming },
): Promise<{ quotes: CaseQuote[]; closed: number }> {
  const rows = await readReflections(db, deps, authority, pairId);
  const open = rows.filter(({ standing }) => isQuotable(standing));
  const chosen = new Set(of.chosen.map((one) => `${one.reflectionId} ${one.question}`));
  const quotes = open.flatMap(({ reflectionId, side, name, words, standing }) =>
    QUOTABLE.filter((question) => words[question] !== '').map((question) => ({
      reflectionId,
      question,
      side,
      name: of.naming === 'named' && standing === 'named' ? name : '',
      text: words[question],
      chosen: chosen.has(`${reflectionId} ${question}`),
    })),
  );
  return { quotes, closed: rows.length - open.length };
}

/** Names stand in a case only where everybody of the pair has a consent to publication. */
async function mayName(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pair: PairWithPeople,
): Promise<boolean> {
  const ids = [...idsOf(pair.mentors), ...idsOf(pair.mentees)];
  const today = todayIn(authority.timeZone, deps.clock);
  const standing = await readPublication(db, { programmeId: authority.programmeId, today }, ids);
  return ids.length > 0 && ids.every((personId) => standing.get(personId)?.allowed === true);
}

/** What a new case begins with; of a report only what was handed in. */
async function prefilled(db: Db, deps: ServiceDeps, authority: Authority, pair: PairWithPeople) {
  const report = await reportStore(db).find(authority.programmeId, pair.pairId);
  const isRead = report?.state === 'submitted' || report?.state === 'accepted';
  const data = await readReportData(db, deps, authority, pair);
  const heads = await readPlanHeads(db, pair.pairId);
  return caseFrom(data, isRead ? report.texts : NO_TEXTS, heads);
}

async function get(
  deps: ServiceDeps,
  { authority, input }: Call<'getPairCase'>,
): Promise<PairCase> {
  const { db } = deps;
  const pair = await readPair(db, authority, input.pairId);
  const stored = await caseStore(db).find(authority.programmeId, pair.pairId);
  const mayBeNamed = await mayName(db, deps, authority, pair);
  // Of a case that was named, the names go with the consent.
  const naming = mayBeNamed ? (stored?.naming ?? 'anonymous') : 'anonymous';
  const texts = stored?.texts ?? (await prefilled(db, deps, authority, pair));
  const chosen = stored?.quotes ?? [];
  const { quotes, closed } = await readQuotes(db, deps, authority, pair.pairId, { chosen, naming });
  const today = todayIn(authority.timeZone, deps.clock);
  const names = (people: PairWithPeople['mentors']) =>
    naming === 'named' ? people.map(({ name }) => name) : [];
  return {
    pairId: pair.pairId,
    shortNames: pair.shortNames,
    ...texts,
    naming,
    mayBeNamed,
    mentors: names(pair.mentors),
    mentees: names(pair.mentees),
    form: pair.form,
    quotes,
    closed,
    prefilled: stored === null,
    version: stored?.version ?? 0,
    mayWrite:
      authority.role !== 'head' &&
      hasBegun(await closingPair(db, pair), today) &&
      !(await isFrozen(db, deps, authority, pair)),
  };
}

async function save(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'savePairCase'>,
): Promise<{ version: number }> {
  const { organisationId, programmeId, personId } = authority;
  const { pairId, situation, goal, way, result, naming, version, idempotencyKey } = input;
  const texts = { situation, goal, way, result };
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const key = { organisationId, actorId: callerOf(actor, authority), endpoint: 'savePairCase' };
    return once(trx, deps.clock, { ...key, key: idempotencyKey, input }, async () => {
      await refuseFrozen(trx, deps, authority, pair);
      const today = todayIn(authority.timeZone, deps.clock);
      if (!hasBegun(await closingPair(trx, pair), today))
        throw invalid([{ path: '', code: 'closing.early' }]);
      if (Object.values(texts).every((text) => text === ''))
        throw invalid([{ path: 'situation', code: 'closing.nothingWritten' }]);
      if (naming === 'named' && !(await mayName(trx, deps, authority, pair)))
        throw invalid([{ path: 'naming', code: 'closing.notNamed' }]);
      const open = await readQuotes(trx, deps, authority, pairId, { chosen: [], naming });
      const known = new Set(open.quotes.map((one) => `${one.reflectionId} ${one.question}`));
      // Somebody took it back while the form was open.
      if (input.quotes.some((one) => !known.has(`${one.reflectionId} ${one.question}`)))
        throw invalid([{ path: 'quotes', code: 'closing.quoteGone' }]);
      const place = { organisationId, programmeId, pairId };
      const by = { personId, now: deps.clock.now() };
      const made = { texts, naming, quotes: input.quotes, version };
      if (!(await caseStore(trx).save(place, made, by))) throw changedMeanwhile('case');
      await recordChange(trx, deps.clock, authority, {
        action: 'pair.case_written',
        entity: 'pair',
        entityId: pairId,
        after: { quotes: input.quotes.length },
      });
      return { version: version + 1 };
    });
  });
}

/** Drafts of cases for the base of practices (methodology §9.1). */
export const caseHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'getPairCase' | 'savePairCase'> => ({
  getPairCase: (call) => get(deps, call),
  savePairCase: (call) => save(deps, call),
});
