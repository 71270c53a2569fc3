import { byCodeUnits } from '../../../shared/compare.js';
import type { PairLists } from './network.js';

/** A round of matching as it is asked for; pairs that are not listed are forbidden. */
export interface Problem {
  mentees: readonly Applicant[];
  mentors: readonly MentorPlaces[];
  /** Mentee, mentor and score from 0 to 100 of each allowed pair, by their places in the lists above. */
  pairs: PairLists;
  /** Pairs that are to be in the result: mentee and mentor. */
  locks: readonly Lock[];
}

export interface Applicant {
  id: string;
  /** When the application came; left out: all came together. */
  appliedAt?: number;
}

export interface MentorPlaces {
  id: string;
  /** How many mentees at most; 0: none now. */
  capacity: number;
  /** A group that does not take place with fewer; left out: any number. */
  atLeast?: number;
}

/** A pair by its places in the lists. */
export type Lock = readonly [mentee: number, mentor: number];

/** Why locks cannot be kept, and which; people by their ids. */
export type LockProblem = { locks: Lock[] } & (
  | { code: 'not_allowed'; mentee: string; mentor: string }
  | { code: 'several_mentors'; mentee: string; mentors: string[] }
  | { code: 'over_capacity'; mentor: string; capacity: number; mentees: string[] }
  | { code: 'group_too_small'; mentor: string; atLeast: number }
);

/** Not all locks can be kept; `problems` names each. */
export class InfeasibleLocks extends Error {
  constructor(readonly problems: readonly LockProblem[]) {
    super(problems.map(inWords).join('\n'));
  }
}

function inWords(problem: LockProblem): string {
  const locks = problem.locks.map(([mentee, mentor]) => `[${mentee},${mentor}]`).join(', ');
  switch (problem.code) {
    case 'not_allowed':
      return `lock ${locks}: mentee ${problem.mentee} and mentor ${problem.mentor} are no allowed pair`;
    case 'several_mentors':
      return `locks ${locks}: mentee ${problem.mentee} is locked with several mentors: ${problem.mentors.join(', ')}`;
    case 'group_too_small':
      return `locks ${locks}: the group of mentor ${problem.mentor} cannot have ${problem.atLeast} together with the other locks`;
    case 'over_capacity':
      return `locks ${locks}: mentor ${problem.mentor}, who can take ${problem.capacity}, is locked with ${problem.mentees.length}: ${problem.mentees.join(', ')}`;
  }
}

/** The places of a list in their canonical order, and where each went. */
export interface Order {
  places: Int32Array;
  rankOf: Int32Array;
}

function ordered<T>(list: readonly T[], compare: (a: T, b: T) => number): Order {
  const places = Int32Array.from(list.keys()).sort(
    (a, b) => compare(list[a] as T, list[b] as T) || a - b,
  );
  const rankOf = new Int32Array(list.length);
  places.forEach((place, rank) => {
    rankOf[place] = rank;
  });
  return { places, rankOf };
}

/** Mentees by the age of their application, then by id: the order in which ties are decided. */
export const menteeOrder = (mentees: readonly Applicant[]): Order =>
  ordered(mentees, (a, b) => (a.appliedAt ?? 0) - (b.appliedAt ?? 0) || byCodeUnits(a.id, b.id));

export const mentorOrder = (mentors: readonly MentorPlaces[]): Order =>
  ordered(mentors, (a, b) => byCodeUnits(a.id, b.id));
