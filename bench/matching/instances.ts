import { type Random, seededRandom } from '../../demo/college/random.js';
import type { Problem } from '../../service/matching/solver/problem.js';

/** An instance of matching with a name for the table. */
export interface Instance {
  name: string;
  problem: Problem;
}

type Score = (mentee: number, mentor: number, random: Random) => number;

const anyScore: Score = (_mentee, _mentor, random) => random.below(101);
const equal: Score = () => 50;
/** Everybody wants the first mentor most. */
const oneWanted: Score = (mentee, mentor) => (mentor === 0 ? 100 : (mentee * 7 + mentor * 13) % 60);

interface Shape {
  mentees: number;
  mentors: number;
  capacity: number;
  /** Mentors whom a mentee may be matched with, one after the other from a random one; left out: all. */
  candidates?: number;
  score?: Score;
}

function problemOf({ mentees, mentors, capacity, candidates = mentors, score }: Shape): Problem {
  const random = seededRandom(mentees * 31 + mentors);
  const count = mentees * candidates;
  const pairs = {
    mentees: new Int32Array(count),
    mentors: new Int32Array(count),
    score: new Float64Array(count),
  };
  for (let n = 0; n < count; n += 1) {
    const mentee = Math.floor(n / candidates);
    // Random ones would be listed twice now and then: each comes from a part of its own.
    const part = n % candidates;
    const [first, end] = [part, part + 1].map((at) => Math.floor((at * mentors) / candidates));
    const mentor = (first as number) + random.below((end as number) - (first as number));
    pairs.mentees[n] = mentee;
    pairs.mentors[n] = mentor;
    pairs.score[n] = (score ?? anyScore)(mentee, mentor, random);
  }
  return {
    mentees: Array.from({ length: mentees }, (_, i) => ({ id: `s${i}` })),
    mentors: Array.from({ length: mentors }, (_, j) => ({ id: `m${j}`, capacity })),
    pairs,
    locks: [],
  };
}

const shapes: [string, Shape][] = [
  ['60 × 30', { mentees: 60, mentors: 30, capacity: 2 }],
  ['600 × 250', { mentees: 600, mentors: 250, capacity: 3 }],
  ['1,000 × 1,000', { mentees: 1000, mentors: 1000, capacity: 1 }],
  ['9,000 × 3,000, 50 each', { mentees: 9000, mentors: 3000, capacity: 3, candidates: 50 }],
  ['the same, room for two thirds', { mentees: 9000, mentors: 3000, capacity: 2, candidates: 50 }],
  ['600 × 250, all equal', { mentees: 600, mentors: 250, capacity: 3, score: equal }],
  ['600 × 250, one wanted by all', { mentees: 600, mentors: 250, capacity: 3, score: oneWanted }],
  ['600 × 250, nobody allowed', { mentees: 600, mentors: 250, capacity: 3, candidates: 0 }],
];

/** The instances on which solvers are compared. */
export const instances = (): Instance[] =>
  shapes.map(([name, shape]) => ({ name, problem: problemOf(shape) }));

const GROWTH = [100, 300, 1000, 3000, 10_000, 30_000];

/** From a small programme to thirty thousand mentees with fifty candidates each (or as many as there are). */
export const growing = (): { mentees: number; problem: Problem }[] =>
  GROWTH.map((mentees) => {
    const mentors = Math.ceil(mentees / 3);
    const shape = { mentees, mentors, capacity: 3, candidates: Math.min(50, mentors) };
    return { mentees, problem: problemOf(shape) };
  });
