import type { Logger } from '../../shared/logger.js';

/** A piece of work that is done again and again while the process runs. */
export interface Job {
  name: string;
  /** Milliseconds between two runs of one process, a fifth more or less by chance. */
  everyMs: number;
  /**
   * Does what is due. Several processes run the same jobs: who may do what is decided by leases
   * inside. `stopping` says when to come to an end.
   */
  run(stopping: () => boolean): Promise<void>;
}

/** What runs beside the requests: jobs and the grade worker. */
export interface Scheduler {
  start(): void;
  /** Wakes a job by name; unknown names are ignored. */
  kick(name: string): void;
  /** Resolves when every run that had begun has ended. */
  stop(): Promise<void>;
}

const jittered = (ms: number): number => Math.round(ms * (0.8 + Math.random() * 0.4));

/** One job's loop: first run soon after the start, so that several processes do not begin together. */
function createLoop(job: Job, logger: Logger) {
  let running = false;
  let kicked = false;
  let wake: (() => void) | null = null;
  let ended: Promise<void> = Promise.resolve();

  const pause = (ms: number): Promise<void> => {
    if (kicked || !running) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };

  async function loop(): Promise<void> {
    await pause(Math.min(jittered(job.everyMs), 5_000) * Math.random());
    while (running) {
      kicked = false;
      await job
        .run(() => !running)
        .catch((error: unknown) => {
          logger.error({ err: error, job: job.name }, 'a background job failed');
        });
      await pause(jittered(job.everyMs));
    }
  }

  return {
    start() {
      if (running) return;
      running = true;
      ended = loop();
    },
    kick() {
      kicked = true;
      wake?.();
    },
    async stop() {
      running = false;
      wake?.();
      await ended;
    },
  };
}

/** What the scheduler starts and stops together with its jobs. */
export interface Worker {
  start(): void;
  stop(): Promise<void>;
}

export function createScheduler(deps: {
  jobs: readonly Job[];
  workers?: readonly Worker[];
  logger: Logger;
}): Scheduler {
  const loops = new Map(deps.jobs.map((job) => [job.name, createLoop(job, deps.logger)]));
  const all: readonly Worker[] = [...loops.values(), ...(deps.workers ?? [])];
  return {
    start() {
      for (const one of all) one.start();
    },
    kick(name) {
      loops.get(name)?.kick();
    },
    async stop() {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
