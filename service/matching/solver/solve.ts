import { type Assignment, assign, type Progress } from './assign.js';
import { evenLoad } from './even-load.js';
import { certainOf, type GroupDecisions, neededBy } from './groups.js';
import { requireFeasible } from './locks.js';
import { olderFirst } from './older-first.js';
import { type Prepared, prepare } from './prepare.js';
import { InfeasibleLocks, type LockProblem, type Problem } from './problem.js';

/** The best assignment of a problem. */
export interface Matching {
  /** The mentor of each mentee, by their places in the problem's lists; -1: none. */
  mentorOf: Int32Array;
  matched: number;
  /** The sum of the scores of all pairs. */
  total: number;
}

/** A matching and what it is compared by, the most important first. */
interface Rated extends Matching {
  /** The total in whole units. */
  worth: number;
  /** The sum of the squares of all loads. */
  unevenness: number;
  /** By age of the application: 1 for who is matched. */
  oldest: Uint8Array;
}

function rated({ places }: Assignment, prepared: Prepared, mentorCount: number): Rated {
  const { network, scale, mentees, mentorAt, required } = prepared;
  const mentorOf = new Int32Array(network.menteeCount).fill(-1);
  const oldest = new Uint8Array(network.menteeCount);
  const load = new Int32Array(mentorCount);
  let [matched, worth] = [0, 0];
  for (let rank = 0; rank < network.menteeCount; rank += 1) {
    const pair = places.pairOf[rank] as number;
    if (pair < 0) continue;
    const at = network.mentorOf[pair] as number;
    const mentor = mentorAt[at] as number;
    matched += 1;
    worth += (network.worth[pair] as number) - scale.matched;
    if (required[at] === 1) worth -= scale.required;
    mentorOf[mentees.places[rank] as number] = mentor;
    oldest[rank] = 1;
    load[mentor] = (load[mentor] as number) + 1;
  }
  const unevenness = load.reduce((sum, one) => sum + one * one, 0);
  return { mentorOf, matched, total: worth / scale.unit, worth, unevenness, oldest };
}

/** The best assignment of what was prepared; null: a group that is to take place cannot. */
function best(prepared: Prepared, mentorCount: number, progress?: Progress): Rated | null {
  const assignment = assign(prepared.network, prepared.locked, progress);
  const { load } = assignment.places;
  const { required, network } = prepared;
  const isShort = (rank: number) => (load[rank] as number) < (network.capacity[rank] as number);
  if (required.some((must, rank) => must === 1 && isShort(rank))) return null;
  evenLoad(assignment, prepared.besides);
  olderFirst(assignment);
  return rated(assignment, prepared, mentorCount);
}

function isBetter(a: Rated, b: Rated | null): boolean {
  if (b === null) return true;
  if (a.matched !== b.matched) return a.matched > b.matched;
  if (a.worth !== b.worth) return a.worth > b.worth;
  if (a.unevenness !== b.unevenness) return a.unevenness < b.unevenness;
  const at = a.oldest.findIndex((one, rank) => one !== b.oldest[rank]);
  return at >= 0 && a.oldest[at] === 1;
}

/** Of groups that have begun with too few, the one whose mentor's id comes first; -1: none. */
function tooSmall(problem: Problem, { mentorOf }: Rated, decided: GroupDecisions) {
  const load = new Int32Array(problem.mentors.length);
  for (const mentor of mentorOf) if (mentor >= 0) load[mentor] = (load[mentor] as number) + 1;
  let found = -1;
  load.forEach((n, mentor) => {
    if (n === 0 || n >= neededBy(problem, mentor) || decided.has(mentor)) return;
    const isFirst =
      found < 0 || (problem.mentors[mentor]?.id ?? '') < (problem.mentors[found]?.id ?? '');
    if (isFirst) found = mentor;
  });
  return found;
}

function locksOfGroups(problem: Problem): LockProblem[] {
  const locked = new Set(problem.locks.map(([, mentor]) => mentor));
  const groups = [...locked].filter((mentor) => neededBy(problem, mentor) > 0);
  return groups.map((mentor) => ({
    code: 'group_too_small',
    mentor: problem.mentors[mentor]?.id ?? '',
    atLeast: neededBy(problem, mentor),
    locks: problem.locks.filter((lock) => lock[1] === mentor),
  }));
}

/**
 * The best assignment: the most mentees matched, then the greatest total score; of equal ones that
 * with the more even load, then the one that matches the older applications. The same data give the
 * same result, however their rows are ordered.
 *
 * Groups that need a certain number are first left to chance. Where one comes out too small, both ways
 * are tried, that it takes place with enough and that it does not (branch and bound: what is left to
 * chance can only be better). So a group costs time only where it would be too small.
 * @throws InfeasibleLocks that names each lock which cannot be kept
 * @throws Cancelled when `progress` says so
 */
export function solve(problem: Problem, progress?: Progress): Matching {
  requireFeasible(problem);
  return solvePrepared(problem, prepare(problem), progress);
}

/** The same for a problem whose locks are feasible and which was prepared before. */
export function solvePrepared(problem: Problem, first: Prepared, progress?: Progress): Matching {
  const mentorCount = problem.mentors.length;
  let incumbent: Rated | null = null;
  function branch(decided: GroupDecisions, prepared: Prepared): void {
    const found = best(prepared, mentorCount, progress);
    if (found === null || !isBetter(found, incumbent)) return;
    const mentor = tooSmall(problem, found, decided);
    if (mentor < 0) {
      incumbent = found;
      return;
    }
    for (const decision of ['takes_place', 'does_not'] as const) {
      const next: GroupDecisions = new Map([...decided, [mentor, decision]]);
      branch(next, prepare(problem, next));
    }
  }
  branch(certainOf(problem), first);
  if (incumbent === null) throw new InfeasibleLocks(locksOfGroups(problem));
  const { mentorOf, matched, total }: Matching = incumbent;
  return { mentorOf, matched, total };
}
