import type { Knex } from 'knex';
import { dialectOf } from '../../shared/db/connect.js';
import { toJson } from '../../shared/db/dialect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import type { ImportCounts } from '../api/register-imports.js';
import { recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { refreshProgress } from '../progress/index.js';
import { keepLists } from './check-import.js';
import { importListsStore } from './import-lists-store.js';
import { importStore, type StoredImport } from './import-store.js';
import { fillChanges } from './journal-words.js';
import { makePlan, type WholePlan } from './make-plan.js';
import { writePlan } from './write-plan.js';

/** Somebody else has gone on with it: what was begun here is given up, nothing of it stays. */
class TakenOver extends Error {}

interface Run {
  deps: ServiceDeps;
  authority: Authority;
  stored: StoredImport;
  token: string;
}

/** Also what was chosen by hand is no obstacle only as long as it stands as it was seen. */
const hasObstacles = ({ counts }: WholePlan, { counts: seen }: StoredImport): boolean =>
  counts.problems > 0 || counts.doubts > 0 || counts.taken !== (seen?.taken ?? 0);

const revisionOf = async (db: Knex, programmeId: string): Promise<number> => {
  const row = await db('programmes').where('id', programmeId).first('revision');
  return Number(row.revision);
};

/** Says how far it is, from outside of the transaction; SQLite has one connection, which is taken then. */
async function report({ deps, stored, token }: Run, share: number, inside: boolean): Promise<void> {
  if (inside && dialectOf(deps.db) === 'sqlite') return;
  const progress = Math.floor(stored.totalRows * share);
  const mine = await importStore(deps.db).report(
    stored.importId,
    token,
    progress,
    deps.clock.now(),
  );
  if (!mine) throw new TakenOver('somebody else goes on with this import');
}

const plan = (run: Run, db: Knex, onRows?: (done: number) => Promise<void>): Promise<WholePlan> =>
  makePlan(db, run.deps.clock, run.stored, run.authority.timeZone, onRows);

/** For the journal: what there was of each. */
export const saidCounts = (counts: ImportCounts): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => typeof n === 'number' && n > 0));

/** Writes all and ends the import in one transaction: whoever looks sees nothing of it, or everything. */
async function write(run: Run, trx: Knex.Transaction, made: WholePlan): Promise<void> {
  const { deps, authority, stored, token } = run;
  const { organisationId, programmeId } = authority;
  const now = deps.clock.now();
  const place = { organisationId, programmeId, importId: stored.importId, now };
  await writePlan(trx, place, made, (share) => report(run, 0.5 + share / 2, true));
  const mentees = made.pairs.flatMap((pair) => pair.menteeIds);
  await refreshProgress(trx, deps.clock, authority, [...new Set(mentees)]);
  await recordChanges(trx, deps.clock, authority, [
    ...made.people
      .filter(({ isNew }) => isNew)
      .map(({ personId }) => ({
        action: 'imported',
        entity: 'participant' as const,
        entityId: personId,
      })),
    ...fillChanges(made.fills, made.rows),
    {
      action: 'imported',
      entity: 'register' as const,
      entityId: stored.importId,
      after: saidCounts(made.counts),
    },
  ]);
  const store = importStore(trx);
  await store.dropRows(stored.importId);
  const lists = importListsStore(trx);
  await lists.clear(stored.importId);
  await lists.setPeople(stored, made, true);
  await lists.setChanges(
    stored,
    made,
    made.changes.filter(({ taken }) => taken),
    true,
  );
  const done = { state: 'done', done_at: now, counts: toJson(made.counts), doubts: null };
  const settled = await store.settle(stored.importId, token, {
    ...done,
    progress: stored.totalRows,
  });
  if (!settled) throw new TakenOver('somebody else goes on with this import');
}

/**
 * Takes a register in: first what is to be written is told outside of any lock, with its progress; then all
 * of it is written in one transaction. Where the programme has changed in between, it is told again inside.
 * Obstacles that have come since the check send it back there.
 */
async function takeIn(run: Run): Promise<void> {
  const { deps, authority, stored, token } = run;
  const revision = await revisionOf(deps.db, authority.programmeId);
  const made = await plan(run, deps.db, (done) =>
    report(run, done / Math.max(1, stored.totalRows) / 2, false),
  );
  const obstacles = await inTransaction(deps.db, async (trx) => {
    // The programme's row first, as every write takes it last: nothing changes until the end.
    const row = await trx('programmes')
      .where('id', authority.programmeId)
      .forUpdate()
      .first('revision');
    const current = Number(row.revision) === revision ? made : await plan(run, trx);
    if (hasObstacles(current, stored)) return current;
    await write(run, trx, current);
    return null;
  });
  if (obstacles === null) return;
  await inTransaction(deps.db, async (trx) => {
    const store = importStore(trx);
    await store.setProblems(stored.importId, obstacles.ids, obstacles.problems);
    await keepLists(trx, stored, obstacles);
    const counts = { ...obstacles.counts, since: obstacles.counts.taken !== stored.counts?.taken };
    const columns = { counts: toJson(counts), doubts: toJson(obstacles.doubts) };
    await store.settle(stored.importId, token, { state: 'checked', progress: 0, ...columns });
  });
}

async function giveUp({ deps, stored, token }: Run): Promise<void> {
  const counts = stored.counts === null ? null : toJson({ ...stored.counts, failed: true });
  await inTransaction(deps.db, (trx) =>
    importStore(trx).settle(stored.importId, token, { state: 'checked', progress: 0, counts }),
  );
}

/** What runs in this process, so that tests and the end of the program can wait for it. */
const running = new Set<Promise<void>>();

/** Waits until nothing is being taken in by this process. */
export const importsSettled = async (): Promise<void> => {
  await Promise.all([...running]);
};

/** Goes on by itself with an import that was claimed under this token. */
export function runInBackground(
  deps: ServiceDeps,
  authority: Authority,
  stored: StoredImport,
  token: string,
) {
  const run: Run = { deps, authority, stored, token };
  const work = takeIn(run)
    .catch(async (error: unknown) => {
      if (error instanceof TakenOver) return;
      deps.logger.error({ err: error, importId: stored.importId }, 'a register was not taken in');
      await giveUp(run);
    })
    // The database is gone: whoever looks finds it stalled, and can begin again.
    .catch(() => undefined);
  running.add(work);
  void work.then(() => running.delete(work));
}

export const newToken = (): string => newId();
