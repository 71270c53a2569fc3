import type { Problem } from './problem.js';

export type GroupDecision = 'takes_place' | 'does_not';

/** What was decided on groups that need a certain number to take place, by the mentor's index. */
export type GroupDecisions = ReadonlyMap<number, GroupDecision>;

/** A problem in which groups that take place have places of two kinds. */
export interface Expanded {
  problem: Problem;
  /** The mentor of the original problem, by index. */
  origin: Int32Array;
  /** 1: places that must all be taken, by index. */
  required: Uint8Array;
}

/** How many a group needs to take place; 0: any number will do. */
export const neededBy = (problem: Problem, mentor: number): number => {
  const atLeast = problem.mentors[mentor]?.atLeast ?? 0;
  return atLeast > 1 ? atLeast : 0;
};

/** Groups with locked mentees take place in any case; those that need more than there are places, in none. */
export function certainOf(problem: Problem): Map<number, GroupDecision> {
  const locked = new Set(problem.locks.map(([, mentor]) => mentor));
  const decisions = new Map<number, GroupDecision>();
  problem.mentors.forEach(({ capacity }, mentor) => {
    const needed = neededBy(problem, mentor);
    if (needed > 0 && locked.has(mentor)) decisions.set(mentor, 'takes_place');
    else if (needed > capacity) decisions.set(mentor, 'does_not');
  });
  return decisions;
}

/** The list of pairs, and again those of some mentors with their other index. */
function pairsWith({ pairs }: Problem, secondOf: ReadonlyMap<number, number>): Problem['pairs'] {
  const again: number[] = [];
  for (let n = 0; n < pairs.mentors.length; n += 1)
    if (secondOf.has(pairs.mentors[n] as number)) again.push(n);
  const count = pairs.mentors.length + again.length;
  const all = {
    mentees: new Int32Array(count),
    mentors: new Int32Array(count),
    score: new Float64Array(count),
  };
  all.mentees.set(pairs.mentees);
  all.mentors.set(pairs.mentors);
  all.score.set(pairs.score);
  again.forEach((from, n) => {
    const at = pairs.mentors.length + n;
    all.mentees[at] = pairs.mentees[from] as number;
    all.mentors[at] = secondOf.get(pairs.mentors[from] as number) as number;
    all.score[at] = pairs.score[from] as number;
  });
  return all;
}

/**
 * Writes the decisions into the problem: a group that does not take place has no places; one that does
 * is there twice, with the places that must be taken and with the rest.
 */
export function expanded(problem: Problem, decisions: GroupDecisions): Expanded {
  const mentors = [...problem.mentors];
  const origin = mentors.map((_, mentor) => mentor);
  const secondOf = new Map<number, number>();
  for (const [mentor, decision] of [...decisions].sort(([a], [b]) => a - b)) {
    const { id, capacity } = problem.mentors[mentor] as Problem['mentors'][number];
    const needed = decision === 'takes_place' ? neededBy(problem, mentor) : 0;
    mentors[mentor] = { id, capacity: needed === 0 ? 0 : Math.max(0, capacity - needed) };
    if (needed === 0) continue;
    secondOf.set(mentor, mentors.length);
    mentors.push({ id, capacity: needed });
    origin.push(mentor);
  }
  const required = new Uint8Array(mentors.length);
  for (const second of secondOf.values()) required[second] = 1;
  const pairs = secondOf.size === 0 ? problem.pairs : pairsWith(problem, secondOf);
  const expandedProblem = decisions.size === 0 ? problem : { ...problem, mentors, pairs };
  return { problem: expandedProblem, origin: Int32Array.from(origin), required };
}
