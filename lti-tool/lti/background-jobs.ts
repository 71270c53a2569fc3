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
const RECOMPUTE_RETRY_MS = 15 * MINUTE;
const SWEEP_EVERY_MS = 6 * HOUR;
const RECOMPUTE = 'recompute:';
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

/**
 * The rhythm's due grows with the days, so scores change without anybody's doing. A programme's lease
 * is kept after the work: it says that this programme is done for now, whichever process did it.
 */
function recomputeJob({ db, api, clock, leases, logger, onScoresChanged }: BackgroundDeps): Job {
  const done = async (ids: string[]): Promise<Set<string>> => {
    const names = (await db('lti_locks')
      .whereIn(
        'name',
        ids.map((id) => RECOMPUTE + id),
      )
      .where('until_at', '>', clock.now())
      .pluck('name')) as string[];
    return new Set(names.map((name) => name.slice(RECOMPUTE.length)));
  };
  async function recompute(programmeId: string): Promise<void> {
    // A holder for each take: else the process that did the work could take it again.
    const holder = newId();
    const name = RECOMPUTE + programmeId;
    if (!(await leases.take(name, holder, RECOMPUTE_EVERY_MS))) return;
    try {
      const { changed } = await api.as(ACTOR).recomputeProgress({ programmeId });
      if (changed > 0) onScoresChanged();
    } catch (error) {
      logger.warn({ err: error, programmeId }, 'the scores of a programme were not recomputed');
      await leases.renew(name, holder, RECOMPUTE_RETRY_MS);
    }
  }
  return {
    name: 'recompute',
    everyMs: 10 * MINUTE,
    async run(stopping) {
      let ids = await programmesAfter(db, '');
      while (ids.length > 0 && !stopping()) {
        const skip = await done(ids);
        for (const id of ids.filter((one) => !skip.has(one))) {
          if (stopping()) return;
          await recompute(id);
        }
        ids = await programmesAfter(db, ids.at(-1) as string);
      }
    },
  };
}

/** Everything that the tool does in the background, besides sending scores. */
export const backgroundJobs = (deps: BackgroundDeps): Job[] => [
  rosterJob(deps),
  purgeJob(deps),
  recomputeJob(deps),
  sweepJob(deps),
];
