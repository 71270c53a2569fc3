import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract, EndDecision } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import type { PairWithPeople } from '../pairs/index.js';
import { writeResults } from '../registers/index.js';
import { hasBegun } from './closing-rules.js';
import { factsStore, type MemberFacts } from './facts-store.js';
import { closingPair, readLocked, readPair } from './pair-access.js';
import { readReportData } from './report-facts.js';
import { resultWords } from './report-rules.js';
import { reportStore } from './report-store.js';
import { type ResultWrite, resultStore } from './result-store.js';

type Results = OutputOf<Contract['getClosingResults']>;

/** What the mentor recommended, once it was handed in. */
async function recommended(db: Db, { programmeId }: Authority, pairId: string) {
  const report = await reportStore(db).find(programmeId, pairId);
  const isRead = report?.state === 'submitted' || report?.state === 'accepted';
  return isRead ? (report.texts.recommendation as EndDecision | null) : null;
}

function rowOf(
  member: MemberFacts,
  proposed: string,
  writes: readonly ResultWrite[],
  frozen: boolean,
): Results['rows'][number] {
  const current = member.results ?? '';
  const last = writes.find((one) => one.personId === member.personId && one.undoneAt === null);
  // What somebody wrote over it by hand is theirs.
  const ours = last !== undefined && last.after === current;
  return {
    person: { personId: member.personId, name: member.name },
    side: member.side,
    current,
    proposed,
    ours,
    writeId: ours ? last.writeId : null,
    earlier: ours ? (last.before ?? '') : '',
    frozen,
  };
}

async function rowsOf(
  db: Db,
  deps: ServiceDeps,
  authority: Authority,
  pair: PairWithPeople,
): Promise<Results['rows']> {
  const { programmeId } = authority;
  const { pairId } = pair;
  const data = await readReportData(db, deps, authority, pair);
  const recommendation = await recommended(db, authority, pairId);
  const members = await factsStore(db).members(programmeId, [pairId]);
  const writes = await resultStore(db).writes(programmeId, pairId);
  const today = todayIn(authority.timeZone, deps.clock);
  const ids = members.map(({ personId }) => personId);
  const withdrawn = await withdrawnAmong(db, { programmeId, today }, ids);
  return members.map((member) =>
    rowOf(
      member,
      resultWords(data, recommendation, member.side === 'mentee' ? member.name : null),
      writes,
      withdrawn.has(member.personId),
    ),
  );
}

async function get(
  deps: ServiceDeps,
  { authority, input }: Call<'getClosingResults'>,
): Promise<Results> {
  const pair = await readPair(deps.db, authority, input.pairId);
  const today = todayIn(authority.timeZone, deps.clock);
  return {
    mayWrite: authority.role !== 'head' && hasBegun(await closingPair(deps.db, pair), today),
    rows: await rowsOf(deps.db, deps, authority, pair),
  };
}

/** Somebody of the pair with what stands in the register now; who is not in it is unknown. */
function memberOf(rows: Results['rows'], personId: string) {
  const row = rows.find(({ person }) => person.personId === personId);
  if (!row) throw notFound('participant');
  return row;
}

async function put(
  trx: Knex.Transaction,
  { programmeId }: Authority,
  pairId: string,
  row: Results['rows'][number],
  text: string,
): Promise<void> {
  const of = { programmeId, pairId, personId: row.person.personId, side: row.side };
  if (!(await writeResults(trx, of, { seen: row.current, text })))
    throw new AppError('changed_meanwhile', 'the register was changed meanwhile');
}

async function write(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'writeClosingResults'>,
): Promise<{ written: number }> {
  const { organisationId, programmeId, personId } = authority;
  const { pairId, idempotencyKey } = input;
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const key = {
      organisationId,
      actorId: callerOf(actor, authority),
      endpoint: 'writeClosingResults',
    };
    return once(trx, deps.clock, { ...key, key: idempotencyKey, input }, async () => {
      const today = todayIn(authority.timeZone, deps.clock);
      if (!hasBegun(await closingPair(trx, pair), today))
        throw invalid([{ path: '', code: 'closing.early' }]);
      const rows = await rowsOf(trx, deps, authority, pair);
      const place = { organisationId, programmeId, pairId };
      const by = { personId, now: deps.clock.now() };
      const seen = new Set<string>();
      for (const asked of input.rows) {
        if (seen.has(asked.personId)) continue;
        seen.add(asked.personId);
        const row = memberOf(rows, asked.personId);
        if (row.frozen) throw invalid([{ path: '', code: 'closing.frozenPeople' }]);
        if (row.current !== asked.seen)
          throw new AppError('changed_meanwhile', 'the register was changed meanwhile');
        if (row.current === asked.text) continue;
        await put(trx, authority, pairId, row, asked.text);
        const noted = { personId: asked.personId, before: row.current || null, after: asked.text };
        await resultStore(trx).note(place, noted, by);
      }
      await recordChange(trx, deps.clock, authority, {
        action: 'pair.results_written',
        entity: 'pair',
        entityId: pairId,
        after: { n: seen.size },
      });
      return { written: seen.size };
    });
  });
}

async function undo(
  deps: ServiceDeps,
  { authority, input }: Call<'undoClosingResult'>,
): Promise<{ restored: string }> {
  const { personId } = authority;
  const { pairId, writeId } = input;
  return inTransaction(deps.db, async (trx) => {
    const pair = await readLocked(trx, authority, pairId);
    const rows = await rowsOf(trx, deps, authority, pair);
    const writes = await resultStore(trx).writes(authority.programmeId, pairId);
    const one = writes.find((known) => known.writeId === writeId);
    if (!one) throw notFound('result');
    const row = memberOf(rows, one.personId);
    // Taken back already, written anew, or changed by hand: nothing of that is lost.
    if (row.writeId !== writeId) throw invalid([{ path: '', code: 'closing.resultChanged' }]);
    await put(trx, authority, pairId, row, one.before ?? '');
    await resultStore(trx).undone(writeId, { personId, now: deps.clock.now() });
    await recordChange(trx, deps.clock, authority, {
      action: 'pair.results_undone',
      entity: 'pair',
      entityId: pairId,
      after: {},
    });
    return { restored: one.before ?? '' };
  });
}

/** «Результаты программы» in both registers (methodology §5.1 column 11, §5.2 column 15). */
export const resultHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'getClosingResults' | 'writeClosingResults' | 'undoClosingResult'> => ({
  getClosingResults: (call) => get(deps, call),
  writeClosingResults: (call) => write(deps, call),
  undoClosingResult: (call) => undo(deps, call),
});
