import { neededBy } from './groups.js';
import type { Network } from './network.js';
import { InfeasibleLocks, type Lock, type LockProblem, type Problem } from './problem.js';

/** The place of a pair in the network; -1: it is not allowed. */
function pairAt({ firstPair, mentorOf }: Network, mentee: number, mentor: number): number {
  const at = mentorOf.subarray(firstPair[mentee], firstPair[mentee + 1]).indexOf(mentor);
  return at < 0 ? -1 : (firstPair[mentee] as number) + at;
}

/** The locks by one of their ends, each pair once. */
function locksBy(locks: readonly Lock[], end: 0 | 1): [end: number, locks: Lock[]][] {
  const groups = new Map<number, Map<number, Lock>>();
  for (const lock of locks) {
    const group = groups.get(lock[end]) ?? new Map<number, Lock>();
    groups.set(lock[end], group.set(lock[1 - end] as number, lock));
  }
  return [...groups].map(([key, group]) => [key, [...group.values()]]);
}

const menteeId = ({ mentees }: Problem, mentee: number): string => mentees[mentee]?.id ?? '';
const mentorId = ({ mentors }: Problem, mentor: number): string => mentors[mentor]?.id ?? '';

/** Several mentors for one mentee, or more mentees than a mentor can take. */
function crowdedLocks(problem: Problem): LockProblem[] {
  const capacityOf = (mentor: number) => problem.mentors[mentor]?.capacity ?? 0;
  return [
    ...locksBy(problem.locks, 0)
      .filter(([, own]) => own.length > 1)
      .map(([mentee, own]) => ({
        code: 'several_mentors' as const,
        mentee: menteeId(problem, mentee),
        mentors: own.map(([, mentor]) => mentorId(problem, mentor)),
        locks: own,
      })),
    ...locksBy(problem.locks, 1)
      .filter(([mentor, own]) => own.length > capacityOf(mentor))
      .map(([mentor, own]) => ({
        code: 'over_capacity' as const,
        mentor: mentorId(problem, mentor),
        capacity: capacityOf(mentor),
        mentees: own.map(([mentee]) => menteeId(problem, mentee)),
        locks: own,
      })),
  ];
}

/** Locks with groups that need more than the mentor can take. */
const impossibleGroups = (problem: Problem): LockProblem[] =>
  locksBy(problem.locks, 1)
    .filter(([mentor]) => neededBy(problem, mentor) > (problem.mentors[mentor]?.capacity ?? 0))
    .map(([mentor, own]) => ({
      code: 'group_too_small' as const,
      mentor: mentorId(problem, mentor),
      atLeast: neededBy(problem, mentor),
      locks: own,
    }));

/** Locks of pairs that are not listed; a mentor without a place is told of already. */
function forbiddenLocks(problem: Problem): LockProblem[] {
  const { pairs, mentees, mentors } = problem;
  const wanted = new Map(problem.locks.map((lock) => [lock[0] * mentors.length + lock[1], lock]));
  if (wanted.size === 0) return [];
  for (let n = 0; n < pairs.mentees.length; n += 1)
    wanted.delete((pairs.mentees[n] as number) * mentors.length + (pairs.mentors[n] as number));
  return [...wanted.values()]
    .filter(([mentee, mentor]) => mentees[mentee] && mentors[mentor]?.capacity !== 0)
    .map((lock) => ({
      code: 'not_allowed' as const,
      mentee: menteeId(problem, lock[0]),
      mentor: mentorId(problem, lock[1]),
      locks: [lock],
    }));
}

/** @throws InfeasibleLocks that names each lock which cannot be kept */
export function requireFeasible(problem: Problem): void {
  const problems = [
    ...crowdedLocks(problem),
    ...forbiddenLocks(problem),
    ...impossibleGroups(problem),
  ];
  if (problems.length > 0) throw new InfeasibleLocks(problems);
}

/**
 * The pairs of the network that are locked, by rank of the mentee.
 * @param ranksOf the ranks of a mentor's places, first those that must be taken
 */
export function lockedPairs(
  { locks }: Problem,
  network: Network,
  rankOfMentee: Int32Array,
  ranksOf: (mentor: number) => number[],
): Map<number, number> {
  const locked = new Map<number, number>();
  const taken = new Int32Array(network.mentorCount);
  for (const [mentee, mentor] of locks) {
    const rank = rankOfMentee[mentee] as number;
    if (locked.has(rank)) continue;
    const at = ranksOf(mentor).find(
      (one) => (taken[one] as number) < (network.capacity[one] as number),
    );
    if (at === undefined) continue;
    taken[at] = (taken[at] as number) + 1;
    locked.set(rank, pairAt(network, rank, at));
  }
  return locked;
}
