import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { type ClosingPaper, MOST_PAIRS } from '../api/closing-papers.js';
import { PAPER_KINDS } from '../api/closing-reference.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { recordChange, recordChanges } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { withdrawnOf } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { sortKey } from '../names/index.js';
import { type PairWithPeople, pairRowsByIds } from '../pairs/index.js';
import { mayHavePaper } from './closing-rules.js';
import { factsStore, PAPER_OF } from './facts-store.js';
import { changedMeanwhile, readPair } from './pair-access.js';
import { type NewPaper, paperStore } from './paper-store.js';

/** Other programmes of the college take numbers too: so often is another one tried. */
const TRIES = 10;

async function read(db: Db, authority: Authority, paperId: string): Promise<ClosingPaper> {
  const found = await paperStore(db).find(authority.programmeId, paperId);
  const seen = found && (authority.scopeForms?.includes(found.form) ?? true);
  if (!seen) throw notFound('paper');
  return found;
}

async function list(deps: ServiceDeps, { authority, input }: Call<'listClosingPapers'>) {
  const { programmeId, scopeForms } = authority;
  const { page, pageSize } = input;
  const found = await paperStore(deps.db).page(programmeId, { ...input, scopeForms });
  return { ...found, page, pageSize };
}

async function listMine(deps: ServiceDeps, { authority, input }: Call<'listMyClosingPapers'>) {
  const { pairId } = input;
  await readPair(deps.db, authority, pairId);
  const store = paperStore(deps.db);
  return { rows: await store.own(authority.programmeId, pairId, ownId(authority)) };
}

type Issue = Call<'issueClosingPapers'>;
type Issued = OutputOf<Contract['issueClosingPapers']>;

/** The pairs that are meant; all of them are at their end. */
async function pairsFor(
  trx: Knex.Transaction,
  { authority, input }: Pick<Issue, 'authority' | 'input'>,
  today: string,
): Promise<PairWithPeople[]> {
  const { programmeId } = authority;
  const ids = input.pairIds
    ? [...new Set(input.pairIds)]
    : await factsStore(trx).forPapers(programmeId, today, MOST_PAIRS);
  const pairs = await pairRowsByIds(trx, programmeId, ids);
  if (pairs.size < ids.length) throw notFound('pair');
  const rows = ids.flatMap((pairId) => pairs.get(pairId) ?? []);
  // Of one that ended early there is no certificate; before the last month it is too early.
  const early = rows.filter((pair) => !mayHavePaper({ ...pair, closedOn: null }, today));
  if (early.length > 0)
    throw invalid([{ path: 'pairIds', code: 'closing.noPaper', params: { n: early.length } }]);
  return rows;
}

function paperFor(
  pair: PairWithPeople,
  side: 'mentor' | 'mentee',
  person: { personId: string; name: string },
  issuedOn: string,
): NewPaper {
  return {
    kind: PAPER_OF[side],
    pairId: pair.pairId,
    personId: person.personId,
    name: person.name,
    form: pair.form,
    startsOn: pair.startsOn,
    endsOn: pair.endsOn,
    meetings: pair.meetingsHeld,
    minutes: pair.minutesTotal,
    issuedOn,
  };
}

/** Numbers and writes the papers of each kind, in the order of names. */
async function write(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  papers: readonly NewPaper[],
): Promise<void> {
  const store = paperStore(trx);
  const by = { personId: authority.personId, now: deps.clock.now() };
  for (const kind of PAPER_KINDS) {
    const own = papers
      .filter((paper) => paper.kind === kind)
      .map((paper) => ({ paper, key: sortKey(paper.name) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ paper }) => paper);
    const [first] = own;
    if (!first) continue;
    const year = Number(first.issuedOn.slice(0, 4));
    const last = await store.lastNumber(authority.organisationId, kind, year);
    await store.insert(authority, own, last + 1, by);
  }
  const pairIds = [...new Set(papers.map(({ pairId }) => pairId))];
  await recordChanges(
    trx,
    deps.clock,
    authority,
    pairIds.map((pairId) => ({
      action: 'pair.papers_issued',
      entity: 'pair' as const,
      entityId: pairId,
      after: { papers: papers.filter((paper) => paper.pairId === pairId).length },
    })),
  );
}

function issueOnce(deps: ServiceDeps, call: Issue): Promise<Issued> {
  const { actor, authority, input } = call;
  const { organisationId, programmeId } = authority;
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'issueClosingPapers',
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, { ...key, key: input.idempotencyKey, input }, async () => {
      const store = paperStore(trx);
      await store.lock(programmeId);
      const today = todayIn(authority.timeZone, deps.clock);
      const pairs = await pairsFor(trx, call, today);
      const holders = await store.holders(
        programmeId,
        pairs.map(({ pairId }) => pairId),
      );
      const withdrawn = await withdrawnOf(trx, { programmeId, today });
      const all = pairs.flatMap((pair) => [
        ...pair.mentors.map((one) => paperFor(pair, 'mentor', one, input.issuedOn)),
        ...pair.mentees.map((one) => paperFor(pair, 'mentee', one, input.issuedOn)),
      ]);
      const asked = all.filter(({ kind }) => input.kinds.includes(kind));
      const without = asked.filter((one) => !holders.has(`${one.pairId} ${one.personId}`));
      const papers = without.filter(({ personId }) => !withdrawn.has(personId));
      if (papers.length > 0) await write(trx, deps, authority, papers);
      return {
        issued: papers.length,
        unchanged: asked.length - without.length,
        frozen: without.length - papers.length,
      };
    }),
  );
}

/** Issues papers; where another programme of the college was faster with a number, again. */
async function issue(deps: ServiceDeps, call: Issue): Promise<Issued> {
  const today = todayIn(call.authority.timeZone, deps.clock);
  if (call.input.issuedOn > today) throw invalid([{ path: 'issuedOn', code: 'school.future' }]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await issueOnce(deps, call);
    } catch (error) {
      if (attempt >= TRIES || !isDuplicate(error)) throw error;
    }
  }
}

const SORT_KEY_LENGTH = 200;

function rename(
  deps: ServiceDeps,
  { authority, input }: Call<'renameClosingPaper'>,
): Promise<ClosingPaper> {
  const { programmeId } = authority;
  const { paperId, name, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await read(trx, authority, paperId);
    if (before.revokedOn !== null) throw invalid([{ path: '', code: 'closing.revoked' }]);
    const columns = { name, sort_key: sortKey(name).slice(0, SORT_KEY_LENGTH) };
    if (!(await paperStore(trx).change({ programmeId, paperId }, version, columns)))
      throw changedMeanwhile('paper');
    await recordChange(trx, deps.clock, authority, {
      action: 'pair.paper_renamed',
      entity: 'pair',
      entityId: before.pairId,
      after: { paperNumber: `${before.number}/${before.year}` },
    });
    return read(trx, authority, paperId);
  });
}

function revoke(
  deps: ServiceDeps,
  { authority, input }: Call<'revokeClosingPaper'>,
): Promise<ClosingPaper> {
  const { programmeId } = authority;
  const { paperId, reason, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await read(trx, authority, paperId);
    if (before.revokedOn !== null) throw invalid([{ path: '', code: 'closing.revoked' }]);
    const columns = {
      revoked_on: todayIn(authority.timeZone, deps.clock),
      revoked_reason: reason,
      revoked_by: authority.personId,
    };
    if (!(await paperStore(trx).change({ programmeId, paperId }, version, columns)))
      throw changedMeanwhile('paper');
    await recordChange(trx, deps.clock, authority, {
      action: 'pair.paper_revoked',
      entity: 'pair',
      entityId: before.pairId,
      after: { paperNumber: `${before.number}/${before.year}`, reason },
    });
    return read(trx, authority, paperId);
  });
}

/** Certificates of mentees and letters of thanks of mentors (methodology §9.5). */
export const paperHandlers = (
  deps: ServiceDeps,
): Pick<
  Handlers,
  | 'listClosingPapers'
  | 'listMyClosingPapers'
  | 'issueClosingPapers'
  | 'renameClosingPaper'
  | 'revokeClosingPaper'
> => ({
  listClosingPapers: (call) => list(deps, call),
  listMyClosingPapers: (call) => listMine(deps, call),
  issueClosingPapers: (call) => issue(deps, call),
  renameClosingPaper: (call) => rename(deps, call),
  revokeClosingPaper: (call) => revoke(deps, call),
});
