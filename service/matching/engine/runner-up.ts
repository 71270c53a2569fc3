import { InfeasibleLocks, type Problem } from '../solver/problem.js';
import type { Matching } from '../solver/solve.js';
import type { Judgement } from './types.js';

/** What would come of it if a mentee could not have the unit that they have. */
export interface RunnerUp {
  /** Their unit then; -1: none. */
  unit: number;
  /** By so much the total would be less. */
  cost: number;
  /** By so many fewer mentees would be matched. */
  fewer: number;
  /** Others who would have another unit, by the order of mentees; -1: none. */
  moves: { mentee: number; from: number; to: number }[];
}

type Solve = (problem: Problem) => Matching | Promise<Matching>;

const keyOf = (mentee: number, unit: number, units: number): number => mentee * units + unit;

/** How many are matched, and what it is worth; whole hundredths, so that sums are exact. */
function totalsOf({ problem, units }: Judgement, mentorOf: Int32Array) {
  const { pairs } = problem;
  const wanted = new Set<number>();
  mentorOf.forEach((unit, mentee) => {
    if (unit >= 0) wanted.add(keyOf(mentee, unit, units.length));
  });
  let hundredths = 0;
  for (let n = 0; n < pairs.score.length; n += 1) {
    const key = keyOf(pairs.mentees[n] as number, pairs.mentors[n] as number, units.length);
    if (wanted.has(key)) hundredths += Math.round((pairs.score[n] as number) * 100);
  }
  return { matched: wanted.size, hundredths };
}

/** The problem without one pair, and without a lock on it; other locks stay. */
function without(problem: Problem, mentee: number, unit: number): Problem {
  const { pairs } = problem;
  const isIt = (n: number) => pairs.mentees[n] === mentee && pairs.mentors[n] === unit;
  return {
    ...problem,
    locks: problem.locks.filter((lock) => lock[0] !== mentee || lock[1] !== unit),
    pairs: {
      mentees: pairs.mentees.filter((_, n) => !isIt(n)),
      mentors: pairs.mentors.filter((_, n) => !isIt(n)),
      score: pairs.score.filter((_, n) => !isIt(n)),
    },
  };
}

/**
 * Solves again without the pair that a mentee has, and tells what that would cost.
 * @param mentorOf the unit of each mentee as the solver left it
 * @param solveFn the solver, here or in a thread of its own
 * @returns null where the mentee has nobody, or where locks of a group cannot be kept without the pair
 */
export async function runnerUpOf(
  judgement: Judgement,
  mentorOf: Int32Array,
  menteeIndex: number,
  solveFn: Solve,
): Promise<RunnerUp | null> {
  const unit = mentorOf[menteeIndex] ?? -1;
  if (unit < 0) return null;
  let next: Matching;
  try {
    next = await solveFn(without(judgement.problem, menteeIndex, unit));
  } catch (error) {
    if (error instanceof InfeasibleLocks) return null;
    throw error;
  }
  const [before, after] = [totalsOf(judgement, mentorOf), totalsOf(judgement, next.mentorOf)];
  const moves: RunnerUp['moves'] = [];
  mentorOf.forEach((from, mentee) => {
    const to = next.mentorOf[mentee] as number;
    if (mentee !== menteeIndex && from !== to) moves.push({ mentee, from, to });
  });
  return {
    unit: next.mentorOf[menteeIndex] as number,
    cost: (before.hundredths - after.hundredths) / 100,
    fewer: before.matched - after.matched,
    moves,
  };
}
