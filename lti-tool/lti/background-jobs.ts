import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import type { Leases } from './lease.js';
import { purgeExpired } from './purge.js';
import type { RosterControl } from './roster-sync.js';
import type { Job } from './scheduler.js';

const ACTOR = { kind: 'system', name: 'scheduler' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROSTER_LANES = 2;
/** Every programme's scores at least so often: a day that has passed shows within it. */
const RECOMPUTE_EVERY_MS = 6 * HOUR;
/** Signals come up with the day: each programme's are written down within some hours of it. */
const SIGNALS_EVERY_MS = 3 * HOUR;
const RETRY_MS = 15 * MINUTE;
const SWEEP_EVERY_MS = 6 * HOUR;
const PROGRAMMES_AT_ONCE = 200;

export interface BackgroundDeps {
  db: Db;
  api: MentoringApi;
  clock: Clock;
  logger: Logger;
  leases: Leases;
  roster: Pick<RosterControl, 'syncNextDue'>;
  /** Sends what a recomputation has changed. */
  onScoresChanged: () => void;
}

/** Rosters whose turn it is; each course is taken by one process through its own lease. */
function rosterJob({ roster }: BackgroundDeps): Job {
  return {
    name: 'roster',
    everyMs: 10_000,
    async run(stopping) {
      const lane = async () => {
        while (!stopping() && (await roster.syncNextDue())) {
          // The next one that is due.
        }
      };
      await Promise.all(Array.from({ length: ROSTER_LANES }, lane));
    },
  };
}

/** One process at a time: deleting twice would do no harm, only cost. */
function purgeJob({ db, clock, leases, logger }: BackgroundDeps): Job {
  const holder = newId();
  return {
    name: 'purge',
    everyMs: 20 * MINUTE,
    async run() {
      if (!(await leases.take('job:purge', holder, 10 * MINUTE))) return;
      try {
        const rows = await purgeExpired(db, clock);
        if (rows > 0) logger.info({ rows }, 'expired rows were deleted');
      } finally {
        await leases.release('job:purge', holder);
      }
    },
  };
}

/** Files that nothing refers to; the lease is kept, so that one process does it, a few times a day. */
function sweepJob({ api, leases, logger }: BackgroundDeps): Job {
  return {
    name: 'sweep-files',
    everyMs: HOUR,
    async run() {
      if (!(await leases.take('job:sweep-files', newId(), SWEEP_EVERY_MS))) return;
      const { removed } = await api.as(ACTOR).sweepFiles({});
      if (removed > 0) logger.info({ removed }, 'files without a record were taken away');
    },
  };
}

/** Programmes of courses that were launched, page by page. */
async function programmesAfter(db: Db, last: string): Promise<string[]> {
  return db('lti_contexts')
    .where('programme_id', '>', last)
    .groupBy('programme_id')
    .orderBy('programme_id')
    .limit(PROGRAMMES_AT_ONCE)
    .pluck('programme_id');
}

interface ProgrammeWork {
  name: string;
  /** What the leases are called: `<prefix>:<programmeId>`. */
  prefix: string;
  /** Every programme is worked on at least so often. */
  everyMs: number;
  work(programmeId: string): Promise<void>;
  /** What the log says where it fails. */
  failed: string;
}

/**
 * Work on one programme after another. A programme's lease is kept after the work: it says that this
 * programme is done for now, whichever process did it.
 */
function programmeJob({ db, clock, leases, logger }: BackgroundDeps, of: ProgrammeWork): Job {
  const prefix = `${of.prefix}:`;
  const done = async (ids: string[]): Promise<Set<string>> => {
    const names = (await db('lti_locks')
      .whereIn(
        'name',
        ids.map((id) => prefix + id),
      )
      .where('until_at', '>', clock.now())
      .pluck('name')) as string[];
    return new Set(names.map((name) => name.slice(prefix.length)));
  };
  async function one(programmeId: string): Promise<void> {
    // A holder for each take: else the process that did the work could take it again.
    const holder = newId();
    const name = prefix + programmeId;
    if (!(await leases.take(name, holder, of.everyMs))) return;
    try {
      await of.work(programmeId);
    } catch (error) {
      logger.warn({ err: error, programmeId }, of.failed);
      await leases.renew(name, holder, RETRY_MS);
    }
  }
  return {
    name: of.name,
    everyMs: 10 * MINUTE,
    async run(stopping) {
      let ids = await programmesAfter(db, '');
      while (ids.length > 0 && !stopping()) {
        const skip = await done(ids);
        for (const id of ids.filter((each) => !skip.has(each))) {
          if (stopping()) return;
          await one(id);
        }
        ids = await programmesAfter(db, ids.at(-1) as string);
      }
    },
  };
}

/** The rhythm's due grows with the days, so scores change without anybody's doing. */
const recomputeJob = (deps: BackgroundDeps): Job =>
  programmeJob(deps, {
    name: 'recompute',
    prefix: 'recompute',
    everyMs: RECOMPUTE_EVERY_MS,
    failed: 'the scores of a programme were not recomputed',
    async work(programmeId) {
      const { changed } = await deps.api.as(ACTOR).recomputeProgress({ programmeId });
      if (changed > 0) deps.onScoresChanged();
    },
  });

/** Which signals have come up and which have ended, so that their history is true on days nobody looks. */
const signalsJob = (deps: BackgroundDeps): Job =>
  programmeJob(deps, {
    name: 'signals',
    prefix: 'signals',
    everyMs: SIGNALS_EVERY_MS,
    failed: 'the signals of a programme were not recorded',
    async work(programmeId) {
      await deps.api.as(ACTOR).recordSignals({ programmeId });
    },
  });

/** Everything that the tool does in the background, besides sending scores. */
export const backgroundJobs = (deps: BackgroundDeps): Job[] => [
  rosterJob(deps),
  purgeJob(deps),
  recomputeJob(deps),
  signalsJob(deps),
  sweepJob(deps),
];
