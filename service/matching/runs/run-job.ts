import { toJson } from '../../../shared/db/dialect.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import { newId } from '../../../shared/ids.js';
import { bumpRevision } from '../../audit/index.js';
import type { ServiceDeps } from '../../handler.js';
import type { MatchInput } from '../engine/index.js';
import { Cancelled } from '../solver/assign.js';
import { LocksCannotBeKept, type Solved, startSolving } from './compute.js';
import { type Place, placeStore } from './place-store.js';
import { runStore, type StoredRun } from './run-store.js';

/** Whoever computes a run says so this often; after `SILENT_MS` of silence another process goes on. */
const REPORT_MS = 500;
export const SILENT_MS = 15_000;

const placesOf = ({ result, scores, loosen }: Solved, input: MatchInput): Place[] => {
  const units = new Map(result.map(([mentee, unit], at) => [mentee, { unit, score: scores[at] }]));
  const rules = new Map(loosen);
  const fixed = new Map(input.fixed.map(([mentee, unit, reason]) => [mentee, { unit, reason }]));
  const locked = new Set([...input.locks, ...input.fixed].map(([mentee]) => mentee));
  return input.mentees.map(({ personId }) => {
    const own = units.get(personId);
    const directive = fixed.get(personId);
    const isFixed = own !== undefined && own.unit === directive?.unit;
    return {
      menteeId: personId,
      unitId: own?.unit ?? null,
      score: own?.score ?? null,
      locked: own !== undefined && locked.has(personId),
      origin: own === undefined ? null : isFixed ? 'directive' : 'solver',
      directive: isFixed ? directive.reason : null,
      loosen: rules.get(personId) ?? [],
    };
  });
};

/** Writes the result and ends the run in one transaction: whoever looks sees nothing of it, or everything. */
async function keep(
  deps: ServiceDeps,
  run: StoredRun,
  token: string,
  input: MatchInput,
  solved: Solved,
): Promise<void> {
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    const { units, places, allowedPairs } = solved;
    const settled = await runStore(trx).settle(run.runId, token, {
      state: 'done',
      done: solved.totals.mentees,
      finished_at: now,
      counts: toJson({ ...run.counts, units, places, allowedPairs }),
      result: toJson(solved.result),
      solved: toJson(solved.totals),
      solver_us: solved.solverUs,
    });
    // Stopped, or taken over by another process, which comes to the same.
    if (!settled) return;
    await placeStore(trx).insert({ ...run, now }, placesOf(solved, input));
    // What was read of a run that was under way is not true any more.
    await bumpRevision(trx, run.programmeId);
  });
}

async function fail(
  deps: ServiceDeps,
  run: StoredRun,
  token: string,
  input: MatchInput,
  error: unknown,
): Promise<void> {
  const faults = error instanceof LocksCannotBeKept ? error.faults : [];
  if (faults.length === 0) {
    deps.logger.error({ err: error, runId: run.runId }, 'a run of matching broke down');
  }
  const names = new Map(
    [...input.mentors, ...input.mentees].map((one) => [one.personId, one.name]),
  );
  const teams = new Map(run.settings.teams.map((one) => [one.teamId, one.mentorIds]));
  const nameOf = (personId: string): string => names.get(personId) ?? '';
  const said = faults.map(({ unitIds, menteeIds, ...fault }) => ({
    ...fault,
    mentors: unitIds.flatMap((unit) => (teams.get(unit) ?? [unit]).map(nameOf)),
    mentees: menteeIds.map(nameOf),
  }));
  await inTransaction(deps.db, async (trx) => {
    const settled = await runStore(trx).settle(run.runId, token, {
      state: 'failed',
      finished_at: deps.clock.now(),
      lock_faults: toJson(said),
    });
    if (settled) await bumpRevision(trx, run.programmeId);
  });
}

async function compute(deps: ServiceDeps, run: StoredRun, token: string): Promise<void> {
  const input = JSON.parse(await runStore(deps.db).inputOf(run.runId)) as MatchInput;
  let done = 0;
  const job = startSolving(input, run.settings, (n) => {
    done = n;
  });
  const store = runStore(deps.db);
  const timer = setInterval(() => {
    store
      .report(run.runId, token, done, deps.clock.now())
      .then((mine) => {
        if (!mine) job.cancel();
      })
      // The database does not answer: the result cannot be written either, and another process goes on.
      .catch(() => job.cancel());
  }, REPORT_MS);
  try {
    await keep(deps, run, token, input, await job.answer);
  } catch (error) {
    if (!(error instanceof Cancelled)) await fail(deps, run, token, input, error);
  } finally {
    clearInterval(timer);
  }
}

/** What runs in this process, so that tests and the end of the program can wait for it. */
const running = new Set<Promise<void>>();

/** Waits until nothing is being matched by this process. */
export const matchRunsSettled = async (): Promise<void> => {
  await Promise.all([...running]);
};

/** Computes a run that was claimed under this token. */
export function computeInBackground(deps: ServiceDeps, run: StoredRun, token: string): void {
  const work = compute(deps, run, token).catch((error: unknown) => {
    // The database is gone: whoever looks finds the run silent, and goes on with it.
    deps.logger.error({ err: error, runId: run.runId }, 'a run of matching was not kept');
  });
  running.add(work);
  void work.then(() => running.delete(work));
}

/** Goes on with a run whose process has ended in the middle: the same input gives the same result. */
export async function resumeSilent(deps: ServiceDeps, run: StoredRun): Promise<void> {
  const now = deps.clock.now();
  if (run.state !== 'running' || (run.aliveAt ?? 0) >= now - SILENT_MS) return;
  const token = newId();
  if (!(await runStore(deps.db).claim(run.runId, now - SILENT_MS, token, now))) return;
  computeInBackground(deps, run, token);
}
