import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import type { DueGrade, GradeDelivery, GradeOutcome } from './grade-delivery.js';

const ACTOR = { kind: 'system', name: 'grade-sync' } as const;
const CONCURRENCY = 4;
/** Few at a time: a claim holds for a minute, in which all of them are to be through. */
const CLAIM = 12;
/** What has not begun so long after its claim goes back untouched. */
const BEGIN_WITHIN_MS = 10_000;
const POLL_MS = 2_000;

/** Sends due scores to the LMS (lti.md §6); several processes may each run one. */
export interface GradeWorker {
  start(): void;
  /** Looks for due scores at once: call it after whatever changes a score. */
  kick(): void;
  /** Finishes what is on its way and returns the rest to the queue. */
  stop(): Promise<void>;
  /** One round: claims, sends, reports. Returns how many were claimed. */
  runOnce(): Promise<number>;
}

export interface GradeWorkerDeps {
  api: MentoringApi;
  delivery: GradeDelivery;
  clock: Clock;
  logger: Logger;
  /** Milliseconds between looks when nothing kicks. */
  pollMs?: number;
}

/** Runs `work` over the items, so many at a time. */
async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
}

export function createGradeWorker(deps: GradeWorkerDeps): GradeWorker {
  const { api, delivery, clock, logger, pollMs = POLL_MS } = deps;
  const worker = newId();
  let running = false;
  let kicked = false;
  let wake: (() => void) | null = null;
  let loop: Promise<void> | null = null;

  const report = (grade: DueGrade, outcome: GradeOutcome) =>
    api.as(ACTOR).recordGradeResult({
      results: [{ gradeId: grade.gradeId, generation: grade.generation, ...outcome }],
    });

  async function handle(
    grade: DueGrade,
    claimedAt: number,
    stopping: () => boolean,
  ): Promise<void> {
    try {
      if (stopping() || clock.now() - claimedAt > BEGIN_WITHIN_MS) {
        await report(grade, { outcome: 'retry', reason: null, retryAfterSeconds: 0 });
        return;
      }
      await report(grade, await delivery.deliver(grade));
    } catch (error) {
      // Not reported: the claim ends by itself and the score is sent again, which does no harm.
      logger.error(
        { err: error, gradeId: grade.gradeId },
        'the result of a score was not recorded',
      );
    }
  }

  async function round(stopping: () => boolean): Promise<number> {
    const { grades } = await api.as(ACTOR).listDueGrades({ worker, limit: CLAIM });
    const claimedAt = clock.now();
    await inParallel(grades, CONCURRENCY, (grade) => handle(grade, claimedAt, stopping));
    return grades.length;
  }

  function pause(): Promise<void> {
    if (kicked || !running) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (running) {
      kicked = false;
      const found = await round(() => !running).catch((error: unknown) => {
        logger.warn({ err: error }, 'due scores could not be claimed');
        return 0;
      });
      if (found === 0) await pause();
    }
  }

  const poke = () => {
    wake?.();
    wake = null;
  };
  return {
    start() {
      if (running) return;
      running = true;
      loop = run();
    },
    kick() {
      kicked = true;
      poke();
    },
    async stop() {
      running = false;
      poke();
      await loop;
      loop = null;
    },
    runOnce: () => round(() => false),
  };
}
