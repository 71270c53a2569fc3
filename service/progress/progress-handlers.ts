import { toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { notFound } from '../../shared/errors.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { deliveryOf, differencesOf } from './compare-grades.js';
import { claimGrades, recordResults } from './grade-delivery.js';
import { countGrades, listGradeRows } from './grade-list-store.js';
import { wakeWaiting } from './grade-queue-store.js';
import { queueAgain } from './grade-store.js';
import { progressOf } from './progress-rules.js';
import { isVisibleMentee, readMenteeIds, readRecords } from './progress-store.js';
import { PEOPLE_AT_ONCE, readRules, refreshProgress } from './refresh-progress.js';

type Names =
  | 'getProgress'
  | 'listGrades'
  | 'getGradeDelivery'
  | 'compareGrades'
  | 'resendGrades'
  | 'wakeGrades'
  | 'recomputeProgress'
  | 'listDueGrades'
  | 'recordGradeResult';

/** Answers «not found» for a person whose progress the caller may not see, as for one who is unknown. */
async function checkVisible(
  deps: ServiceDeps,
  authority: Authority,
  personId: string,
): Promise<void> {
  const { role, programmeId, scopeForms } = authority;
  if (role === 'mentee' && personId !== authority.personId) throw notFound('person');
  if (role === 'mentor' && authority.personId === null) throw notFound('person');
  const mentorId = role === 'mentor' ? authority.personId : null;
  const asking = {
    programmeId,
    personId,
    mentorId,
    scopeForms: role === 'curator' ? scopeForms : null,
  };
  if (!(await isVisibleMentee(deps.db, asking))) throw notFound('person');
}

/** Computes everyone's progress anew, so many people a transaction; returns how many values changed. */
async function recomputeAll(deps: ServiceDeps, authority: Authority): Promise<number> {
  const { db, clock } = deps;
  const everyone = await readMenteeIds(db, authority.programmeId);
  let changed = 0;
  for (let from = 0; from < everyone.length; from += PEOPLE_AT_ONCE) {
    const people = everyone.slice(from, from + PEOPLE_AT_ONCE);
    changed += await inTransaction(db, async (trx) => {
      const inThis = await refreshProgress(trx, clock, authority, people);
      if (inThis > 0) await bumpRevision(trx, authority.programmeId);
      return inThis;
    });
  }
  return changed;
}

/** Puts scores into the queue again and notes it in the journal. Returns how many. */
async function queueAll(
  { db, clock }: ServiceDeps,
  authority: Authority,
  personIds: string[] | null,
  waitingOnly: boolean,
): Promise<number> {
  const { programmeId } = authority;
  return inTransaction(db, async (trx) => {
    const queued = await queueAgain(trx, programmeId, personIds, clock.now(), waitingOnly);
    await recordChange(trx, clock, authority, {
      action: 'grades.resend',
      entity: 'grade',
      entityId: programmeId,
      after: { queued, personIds },
    });
    return queued;
  });
}

/** Progress of the mentees, and the queue of scores to the gradebook (product §4, lti.md §6). */
export function progressHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const { db, clock } = deps;
  return {
    getProgress: remembered<'getProgress'>(deps, async ({ authority, input }) => {
      await checkVisible(deps, authority, input.personId);
      const records = await readRecords(db, authority.programmeId, [input.personId]);
      const record = records.get(input.personId);
      return progressOf(
        record?.spans ?? [],
        record?.tallies ?? [],
        await readRules(db, clock, authority),
      );
    }),

    async listGrades({ authority, input }) {
      const filter = {
        programmeId: authority.programmeId,
        scopeForms: authority.scopeForms,
        search: input.search,
        state: input.state,
      };
      const counts = await countGrades(db, filter);
      const rows = await listGradeRows(db, filter, input);
      const total = Object.entries(counts)
        .filter(([state]) => input.state === undefined || state === input.state)
        .reduce((sum, [, n]) => sum + n, 0);
      return {
        rows: rows.map((row) => ({
          ...row,
          score: Number(row.score),
          attempts: Number(row.attempts),
          sentAt: row.sentAt === null ? null : toIso(row.sentAt),
          nextAttemptAt: row.nextAttemptAt === null ? null : toIso(row.nextAttemptAt),
        })),
        total,
        page: input.page,
        pageSize: input.pageSize,
        counts,
      };
    },

    getGradeDelivery: ({ authority }) => deliveryOf(deps, authority),

    compareGrades: ({ authority, input }) => differencesOf(deps, authority, input),

    async resendGrades({ authority, input }) {
      const personIds = input.personIds ?? null;
      if (!input.waitingOnly) await recomputeAll(deps, authority);
      return { queued: await queueAll(deps, authority, personIds, input.waitingOnly) };
    },

    async recomputeProgress({ authority }) {
      return { changed: await recomputeAll(deps, authority) };
    },

    async wakeGrades({ authority, input }) {
      if (input.columnChanged) return { woken: await queueAll(deps, authority, null, false) };
      return { woken: await wakeWaiting(db, authority.programmeId, clock.now()) };
    },

    async listDueGrades({ input }) {
      return claimGrades(deps, input);
    },

    async recordGradeResult({ input }) {
      return { recorded: await recordResults(deps, input.results) };
    },
  };
}
