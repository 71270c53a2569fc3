import { Worker } from 'node:worker_threads';
import type { MatchSettings, MatchTotals } from '../../api/match-settings.js';
import type { BrokenRule } from '../../api/reference.js';
import type { MatchInput } from '../engine/index.js';
import { Cancelled } from '../solver/assign.js';

/** A run's result, by ids. */
export interface Solved {
  /** Mentee and unit of each pair, in the order of the mentees. */
  result: [menteeId: string, unitId: string][];
  /** Hundredths of each pair. */
  scores: number[];
  /** Of those who have nobody: the smallest set of rules whose loosening would give them a place. */
  loosen: [menteeId: string, rules: BrokenRule[]][];
  totals: MatchTotals;
  /** What it was computed from. */
  units: number;
  places: number;
  allowedPairs: number;
  /** Of the solver alone, microseconds. */
  solverUs: number;
}

/** Locks that cannot be kept together, by ids. */
export interface LockFault {
  code: 'not_allowed' | 'several_mentors' | 'over_capacity' | 'group_too_small';
  unitIds: string[];
  menteeIds: string[];
  capacity: number | null;
  rules: BrokenRule[];
}

export class LocksCannotBeKept extends Error {
  constructor(readonly faults: readonly LockFault[]) {
    super('locks cannot be kept');
  }
}

/** The best result without one pair. */
export interface WithoutPair {
  /** Null: the mentee has nobody then. */
  unitId: string | null;
  score: number | null;
  cost: number;
  fewer: number;
  moves: { menteeId: string; from: string | null; to: string | null }[];
}

export type Task = { input: MatchInput; settings: MatchSettings } & (
  | { kind: 'solve' }
  | { kind: 'without'; menteeId: string }
);

export interface ComputeInput {
  task: Task;
  /** One 32-bit number; not 0: it is to stop. */
  cancelled: SharedArrayBuffer;
}

export type ComputeMessage =
  | { kind: 'progress'; done: number }
  | { kind: 'solved'; solved: Solved }
  | { kind: 'without'; without: WithoutPair | null }
  | { kind: 'cancelled' }
  | { kind: 'locks'; faults: LockFault[] };

interface Job<T> {
  /** Rejects with `Cancelled` after `cancel()`, with `LocksCannotBeKept` where they cannot. */
  answer: Promise<T>;
  cancel(): void;
}

function start<T>(
  task: Task,
  take: (message: ComputeMessage) => { answer: T } | null,
  onProgress?: (done: number) => void,
): Job<T> {
  const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: ComputeInput = { task, cancelled };
  const worker = new Worker(new URL('./compute-worker.js', import.meta.url), { workerData });
  const answer = new Promise<T>((resolve, reject) => {
    worker.on('message', (message: ComputeMessage) => {
      if (message.kind === 'progress') onProgress?.(message.done);
      else if (message.kind === 'cancelled') reject(new Cancelled());
      else if (message.kind === 'locks') reject(new LocksCannotBeKept(message.faults));
      else {
        const taken = take(message);
        if (taken !== null) resolve(taken.answer);
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the computation ended with ${code}`)));
  });
  return { answer, cancel: () => void Atomics.store(new Int32Array(cancelled), 0, 1) };
}

/** Judges all pairs and finds the best result, in a thread of its own: requests are answered meanwhile. */
export const startSolving = (
  input: MatchInput,
  settings: MatchSettings,
  onProgress?: (done: number) => void,
): Job<Solved> =>
  start(
    { kind: 'solve', input, settings },
    (message) => (message.kind === 'solved' ? { answer: message.solved } : null),
    onProgress,
  );

/**
 * The best result without the pair that a mentee has in the best one, in a thread of its own.
 * @returns null where they have nobody
 */
export const solveWithout = (
  input: MatchInput,
  settings: MatchSettings,
  menteeId: string,
): Promise<WithoutPair | null> =>
  start({ kind: 'without', input, settings, menteeId }, (message) =>
    message.kind === 'without' ? { answer: message.without } : null,
  ).answer;
