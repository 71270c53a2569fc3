import { readFile } from 'node:fs/promises';
import { BadInstance, readInstance } from './instance-file.js';
import { requireFeasible } from './solver/locks.js';
import { prepare } from './solver/prepare.js';
import { InfeasibleLocks, type Problem } from './solver/problem.js';
import { solve, solvePrepared } from './solver/solve.js';

/*
 * `npm run match -- INSTANCE.json`: the product's solver on a file, for comparison with others.
 * Prints `{"assignment": [[mentee, mentor], …], "ms": …}`; `ms` is what solving took, without reading
 * the file and sorting it.
 */

/** Colleges that the solver is warmed up with: sizes, places of a mentor, how often; the quickest last. */
const WARM_UP = [
  { mentees: 300, mentors: 120, places: 3, rounds: 20 },
  { mentees: 250, mentors: 250, places: 1, rounds: 15 },
  { mentees: 60, mentors: 30, places: 2, rounds: 600 },
] as const;

/** Knuth’s multiplier: neighbours get scores far from each other. */
const SCATTER = 0x9e3779b1;

/** Everybody with everybody, with scores as if drawn by lot. */
function college({ mentees, mentors, places }: (typeof WARM_UP)[number]): Problem {
  const all = Array.from({ length: mentees * mentors }, (_, n) => n);
  return {
    mentees: Array.from({ length: mentees }, (_, i) => ({ id: `s${i}` })),
    mentors: Array.from({ length: mentors }, (_, j) => ({ id: `m${j}`, capacity: places })),
    pairs: {
      mentees: Int32Array.from(all, (n) => Math.floor(n / mentors)),
      mentors: Int32Array.from(all, (n) => n % mentors),
      score: Float64Array.from(all, (n) => ((Math.imul(n + 1, SCATTER) >>> 0) % 10_001) / 100),
    },
    locks: [],
  };
}

/** The clock starts on compiled code, as it does for solvers in C++. */
function warmUp(): void {
  for (const size of WARM_UP) {
    const problem = college(size);
    for (let n = 0; n < size.rounds; n += 1) solve(problem);
  }
}

async function main(path: string | undefined): Promise<void> {
  if (path === undefined) throw new BadInstance(['usage: npm run match -- INSTANCE.json']);
  const problem = readInstance(await readFile(path, 'utf8'));
  requireFeasible(problem);
  const prepared = prepare(problem);
  warmUp();
  const begun = performance.now();
  const { mentorOf } = solvePrepared(problem, prepared);
  const ms = performance.now() - begun;
  const assignment = [...mentorOf].flatMap((mentor, mentee) =>
    mentor < 0 ? [] : [[mentee, mentor]],
  );
  process.stdout.write(`${JSON.stringify({ assignment, ms: Number(ms.toFixed(3)) })}\n`);
}

try {
  await main(process.argv[2]);
} catch (error) {
  const isOurs = error instanceof BadInstance || error instanceof InfeasibleLocks;
  const noFile = (error as NodeJS.ErrnoException).code !== undefined;
  if (!isOurs && !noFile) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
