import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import type { OutputOf, ParsedInputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { ServiceDeps } from '../handler.js';
import { accountsOf } from '../people/index.js';
import { CLAIM_MS, retryDelay, staleDelay, staleStep } from './delivery-rules.js';
import {
  type Again,
  claimDue,
  holdQueued,
  markAgain,
  markFinal,
  markPutBack,
  markSent,
  organisationsDue,
  type QueuedGrade,
  withoutAccount,
} from './grade-queue-store.js';

type Due = OutputOf<Contract['listDueGrades']>;
type Wish = ParsedInputOf<Contract['listDueGrades']>;
type Result = ParsedInputOf<Contract['recordGradeResult']>['results'][number];

/** Names one claim of one worker in 64 ASCII characters. */
function claimToken(worker: string): string {
  return `${worker.replace(/[^\w.-]/g, '_').slice(0, 27)}:${newId()}`;
}

/**
 * Claims scores that are due for one worker for a minute (see grade-queue-store.ts). No organisation's
 * queue stands in the way of another's: each has its share of a claim, however long it is.
 */
export async function claimGrades(
  deps: ServiceDeps,
  { worker, limit, perOrganisation = limit, without }: Wish,
): Promise<Due> {
  // A look that takes no lock: most of them find nothing.
  const organisations = await organisationsDue(deps.db, deps.clock.now(), without, limit);
  if (organisations.length === 0) return { grades: [] };
  return inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const claim = { token: claimToken(worker), now, until: now + CLAIM_MS, limit };
    const claimed = await claimDue(trx, claim, organisations, perOrganisation);
    if (claimed.length === 0) return { grades: [] };
    const accounts = await accountsOf(
      trx,
      claimed.map((g) => g.personId),
    );
    const left = claimed.filter((g) => !accounts.has(g.personId)).map((g) => g.gradeId);
    await withoutAccount(trx, left, now);
    return {
      grades: claimed.flatMap(({ personId, ...grade }) => {
        const account = accounts.get(personId);
        return account ? { ...grade, issuer: account.issuer, subject: account.subject } : [];
      }),
    };
  });
}

function againOf(result: Result, queued: QueuedGrade, now: number): Again {
  const { gradeId, generation, reason } = result;
  if (result.outcome === 'stale_timestamp') {
    return {
      gradeId,
      generation,
      nextAttemptAt: now + staleDelay(queued.attempts, Math.random()),
      timestampStep: staleStep(queued.attempts),
      reason: reason ?? 'stale_timestamp',
    };
  }
  const delay = retryDelay(queued.attempts, result.retryAfterSeconds, Math.random());
  return { gradeId, generation, nextAttemptAt: now + delay, timestampStep: 0, reason };
}

/** Results by the state and reason that they end in, so that each kind is one statement. */
function finals(results: readonly Result[]) {
  const groups = new Map<
    string,
    { state: 'refused' | 'not_graded'; reason: string | null; values: Result[] }
  >();
  for (const result of results) {
    if (result.outcome !== 'refused' && result.outcome !== 'not_graded') continue;
    const key = `${result.outcome} ${result.reason}`;
    const group = groups.get(key) ?? { state: result.outcome, reason: result.reason, values: [] };
    group.values.push(result);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Results of values that were not tried, by how long they wait and what for. */
function putBacks(results: readonly Result[], now: number) {
  const groups = new Map<
    string,
    { nextAttemptAt: number; reason: string | null; values: Result[] }
  >();
  for (const result of results) {
    if (result.outcome !== 'put_back') continue;
    const { retryAfterSeconds, reason } = result;
    const key = `${retryAfterSeconds} ${reason}`;
    const nextAttemptAt = now + (retryAfterSeconds ?? 0) * 1000;
    const group = groups.get(key) ?? { nextAttemptAt, reason, values: [] };
    group.values.push(result);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The last word on each row, where a report names one twice. */
const lastOfEach = (results: readonly Result[]): Result[] => [
  ...new Map(results.map((r) => [`${r.gradeId} ${r.generation}`, r])).values(),
];

/**
 * Takes down what became of claimed scores. A result for a value that a newer one has replaced
 * changes nothing: the newer one is in the queue already.
 * @returns how many rows the results were still right for
 */
export async function recordResults(
  deps: ServiceDeps,
  reported: readonly Result[],
): Promise<number> {
  if (reported.length === 0) return 0;
  const results = lastOfEach(reported);
  return inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const ids = results.map((r) => r.gradeId);
    const rows = await holdQueued(trx, ids, now);
    const queuedOf = new Map(rows.map((r) => [r.gradeId, r]));
    const current = results.filter((r) => queuedOf.get(r.gradeId)?.generation === r.generation);
    const again = current.flatMap((r) => {
      const queued = queuedOf.get(r.gradeId);
      return queued && (r.outcome === 'retry' || r.outcome === 'stale_timestamp')
        ? againOf(r, queued, now)
        : [];
    });
    let recorded = await markSent(
      trx,
      current.filter((r) => r.outcome === 'sent'),
      now,
    );
    recorded += await markAgain(trx, again, now);
    // As many statements as there are different reasons: a handful of codes.
    for (const group of finals(current)) {
      recorded += await markFinal(trx, group.values, group.state, group.reason, now);
    }
    for (const group of putBacks(current, now)) {
      recorded += await markPutBack(trx, group.values, group, now);
    }
    return recorded;
  });
}
