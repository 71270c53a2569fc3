import type { MentoringApi } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import { type DueGrade, type GradeDelivery, PUT_BACK } from './grade-delivery.js';
import { gradeReports } from './grade-reports.js';

const ACTOR = { kind: 'system', name: 'grade-sync' } as const;
/** Requests at once to the LMS of one college, by one process. */
export const REQUESTS_AT_ONCE = 4;
/** Few at a time: a claim holds for a minute, in which all of them are to be through. */
const CLAIM_OF_ONE = 24;
const CLAIM = 96;
/** Colleges served at once by one process; the next one's turn comes when one of them is through. */
const COLLEGES_AT_ONCE = 32;
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

function byCollege(grades: readonly DueGrade[]): Map<string, DueGrade[]> {
  const colleges = new Map<string, DueGrade[]>();
  for (const grade of grades) {
    const own = colleges.get(grade.organisationId);
    if (own) own.push(grade);
    else colleges.set(grade.organisationId, [grade]);
  }
  return colleges;
}

/** Waits until it is poked or the time is over; a poke while nobody waits is not lost. */
function pausing(ms: number) {
  let poked = false;
  let wake: (() => void) | null = null;
  return {
    poke() {
      poked = true;
      wake?.();
    },
    async pause(): Promise<void> {
      if (!poked) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      poked = false;
      wake = null;
    },
  };
}

/** Sends what was claimed, each college by itself, so that a slow LMS holds up nobody else's scores. */
function sending({ api, delivery, clock, logger }: GradeWorkerDeps) {
  /** Colleges whose scores are on their way. */
  const busy = new Map<string, Promise<void>>();
  const worker = newId();
  const reports = () =>
    gradeReports(
      (results) => api.as(ACTOR).recordGradeResult({ results }),
      (err, gradeIds) => logger.error({ err, gradeIds }, 'results of scores were not recorded'),
    );

  async function sendAll(grades: readonly DueGrade[], stopping: () => boolean): Promise<void> {
    const claimedAt = clock.now();
    const report = reports();
    await inParallel(grades, REQUESTS_AT_ONCE, async (grade) => {
      const late = stopping() || clock.now() - claimedAt > BEGIN_WITHIN_MS;
      try {
        report.add(grade, late ? PUT_BACK : await delivery.deliver(grade));
      } catch (err) {
        logger.error({ err, gradeId: grade.gradeId }, 'a score was not sent');
      }
    });
    await report.settled();
  }

  return {
    busy,
    /** Claims and begins to send; `onFree` is called when a college is through. Returns how many. */
    async begin(stopping: () => boolean, onFree: () => void): Promise<number> {
      if (busy.size >= COLLEGES_AT_ONCE) return 0;
      const { grades } = await api.as(ACTOR).listDueGrades({
        worker,
        limit: CLAIM,
        perOrganisation: CLAIM_OF_ONE,
        without: [...busy.keys()],
      });
      for (const [college, own] of byCollege(grades)) {
        const sent = sendAll(own, stopping).finally(() => {
          busy.delete(college);
          onFree();
        });
        busy.set(college, sent);
      }
      return grades.length;
    },
  };
}

export function createGradeWorker(deps: GradeWorkerDeps): GradeWorker {
  const { logger, pollMs = POLL_MS } = deps;
  const { busy, begin } = sending(deps);
  const { poke, pause } = pausing(pollMs);
  let running = false;
  let loop: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (running) {
      const found = await begin(() => !running, poke).catch((error: unknown) => {
        logger.warn({ err: error }, 'due scores could not be claimed');
        return 0;
      });
      if (found === 0 && running) await pause();
    }
    await Promise.all(busy.values());
  }

  return {
    start() {
      if (running) return;
      running = true;
      loop = run();
    },
    kick: poke,
    async stop() {
      running = false;
      poke();
      await loop;
      loop = null;
    },
    async runOnce() {
      const claimed = await begin(
        () => false,
        () => undefined,
      );
      await Promise.all(busy.values());
      return claimed;
    },
  };
}
