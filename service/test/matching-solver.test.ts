import { expect } from 'chai';
import fc from 'fast-check';
import { assign, Cancelled } from '../matching/solver/assign.js';
import { prepare } from '../matching/solver/prepare.js';
import { InfeasibleLocks, type Problem } from '../matching/solver/problem.js';
import { type Matching, solve } from '../matching/solver/solve.js';
import {
  bestByTrying,
  hundreds,
  type Small,
  smallGroups,
  smallProblems,
  worthOf,
} from './support/small-matchings.js';

const RUNS = 1500;

const groupOf = ({ atLeast }: Small, mentor: number) =>
  atLeast?.[mentor] === undefined ? {} : { atLeast: atLeast[mentor] };

function problemOf(small: Small): Problem {
  const { capacities, applied, pairs, locks } = small;
  return {
    mentees: applied.map((appliedAt, i) => ({ id: `s${i}`, appliedAt })),
    mentors: capacities.map((capacity, j) => ({ id: `m${j}`, capacity, ...groupOf(small, j) })),
    pairs: {
      mentees: Int32Array.from(pairs, ([mentee]) => mentee),
      mentors: Int32Array.from(pairs, ([, mentor]) => mentor),
      score: Float64Array.from(pairs, ([, , score]) => score),
    },
    locks,
  };
}

const solved = (small: Small): Matching => solve(problemOf(small));

/** Who was matched with whom, by ids. */
const namedPairs = ({ mentees, mentors }: Problem, { mentorOf }: Matching): string[] =>
  [...mentorOf]
    .flatMap((mentor, i) => (mentor < 0 ? [] : [`${mentees[i]?.id} ${mentors[mentor]?.id}`]))
    .sort();

/** The same problem with the rows of every list in another order. */
function shuffled(problem: Problem, seed: number): Problem {
  const order = (length: number) =>
    Array.from({ length }, (_, i) => ({ i, key: Math.sin((i + 1) * (seed + 1)) }))
      .sort((a, b) => a.key - b.key)
      .map(({ i }) => i);
  const { pairs } = problem;
  const [mentees, mentors] = [order(problem.mentees.length), order(problem.mentors.length)];
  const listed = order(pairs.score.length);
  const at = (list: number[]) => new Map(list.map((from, to) => [from, to]));
  const [menteeAt, mentorAt] = [at(mentees), at(mentors)];
  return {
    mentees: mentees.map((i) => problem.mentees[i] as Problem['mentees'][number]),
    mentors: mentors.map((j) => problem.mentors[j] as Problem['mentors'][number]),
    pairs: {
      mentees: Int32Array.from(listed, (n) => menteeAt.get(pairs.mentees[n] as number) as number),
      mentors: Int32Array.from(listed, (n) => mentorAt.get(pairs.mentors[n] as number) as number),
      score: Float64Array.from(listed, (n) => pairs.score[n] as number),
    },
    locks: problem.locks.map(([mentee, mentor]) => [
      menteeAt.get(mentee) as number,
      mentorAt.get(mentor) as number,
    ]),
  };
}

describe('the solver of matching', () => {
  it('finds what trying everything finds: most matched, greatest total, evenest load, oldest', () => {
    fc.assert(
      fc.property(smallProblems(), (small) => {
        expect(worthOf(small, [...solved(small).mentorOf])).to.deep.equal(bestByTrying(small));
      }),
      { numRuns: RUNS },
    );
  });

  it('lets a group of too few begin only if it is none at all: again what trying finds', () => {
    fc.assert(
      fc.property(smallGroups(), (small) => {
        const best = bestByTrying(small);
        if (best === null) expect(() => solved(small)).to.throw(InfeasibleLocks, /the group of/);
        else expect(worthOf(small, [...solved(small).mentorOf])).to.deep.equal(best);
      }),
      { numRuns: RUNS },
    );
  });

  it('never exceeds a capacity, never makes a pair that is not listed, keeps every lock', () => {
    fc.assert(
      fc.property(smallProblems(), (small) => {
        const { mentorOf } = solved(small);
        small.capacities.forEach((capacity, mentor) => {
          expect([...mentorOf].filter((one) => one === mentor).length).to.be.at.most(capacity);
        });
        mentorOf.forEach((mentor, mentee) => {
          if (mentor < 0) return;
          expect(small.pairs.some(([i, j]) => i === mentee && j === mentor)).to.equal(true);
        });
        for (const [mentee, mentor] of small.locks) expect(mentorOf[mentee]).to.equal(mentor);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives the same pairs in whatever order the rows come', () => {
    fc.assert(
      fc.property(smallProblems(), fc.nat(1000), (small, seed) => {
        const problem = problemOf(small);
        const other = shuffled(problem, seed);
        expect(namedPairs(other, solve(other))).to.deep.equal(namedPairs(problem, solve(problem)));
      }),
      { numRuns: RUNS },
    );
  });

  it('proves by its prices that nothing better exists, for hundreds', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom(1, 3, 100), (seed, kinds) => {
        const { network, locked } = prepare(problemOf(hundreds(seed, kinds)));
        const { places, price, gain } = assign(network, locked);
        const { menteeCount, firstPair, mentorOf, worth } = network;
        let made = 0;
        for (let i = 0; i < menteeCount; i += 1) {
          for (let pair = firstPair[i] as number; pair < (firstPair[i + 1] as number); pair += 1) {
            const bid = (gain[i] as number) + (price[mentorOf[pair] as number] as number);
            expect(bid, 'no pair is worth more').to.be.at.least(worth[pair] as number);
          }
          made += worth[places.pairOf[i] as number] ?? 0;
        }
        const priced = price.reduce((sum, one, j) => sum + one * places.capacityOf(j), 0);
        expect(Math.min(...price, ...gain)).to.be.at.least(0);
        // The value of the dual: no assignment can be worth more.
        expect(gain.reduce((sum, one) => sum + one, priced)).to.equal(made);
      }),
      { numRuns: 60 },
    );
  });

  it('loses nothing when a pair more is allowed', () => {
    fc.assert(
      fc.property(smallProblems(), fc.nat(100), fc.nat(100), fc.nat(100), (small, i, j, score) => {
        const before = solved(small);
        const pair = [i % small.applied.length, j % small.capacities.length, score] as const;
        const after = solved({ ...small, pairs: [...small.pairs, pair] });
        expect(after.matched).to.be.at.least(before.matched);
        if (after.matched === before.matched)
          expect(after.total).to.be.at.least(before.total - 1e-9);
      }),
      { numRuns: RUNS },
    );
  });

  it('counts a pair that is listed twice once, with its greatest score', () => {
    const listed = (pairs: Small['pairs']): Small => ({
      capacities: [2],
      applied: [0],
      pairs,
      locks: [],
    });
    for (const scores of [
      [40, 70],
      [70, 40],
    ] as const) {
      const { matched, total } = solved(listed(scores.map((score) => [0, 0, score])));
      expect({ matched, total }).to.deep.equal({ matched: 1, total: 70 });
    }
  });

  it('is exact for scores of one decimal, two, and none at all', () => {
    const small: Small = {
      capacities: [1, 1],
      applied: [0, 0],
      pairs: [
        [0, 0, 0.1],
        [0, 1, 0.2],
        [1, 0, 100 / 3],
        [1, 1, 33.43],
      ],
      locks: [],
    };
    const { mentorOf, total } = solved(small);
    expect([...mentorOf]).to.deep.equal([1, 0]);
    expect(total).to.be.closeTo(0.2 + 100 / 3, 1e-9);
  });

  it('names each lock that cannot be kept', () => {
    const small: Small = {
      capacities: [1, 1, 0],
      applied: [0, 0, 0],
      pairs: [
        [0, 0, 50],
        [0, 1, 50],
        [1, 0, 50],
        [2, 1, 50],
        [2, 2, 50],
      ],
      locks: [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
        [2, 2],
      ],
    };
    try {
      solved(small);
      expect.fail('the locks cannot be kept');
    } catch (error) {
      expect(error).to.be.instanceOf(InfeasibleLocks);
      expect((error as InfeasibleLocks).message.split('\n')).to.deep.equal([
        'locks [0,0], [0,1]: mentee s0 is locked with several mentors: m0, m1',
        'locks [1,0], [1,1]: mentee s1 is locked with several mentors: m0, m1',
        'locks [0,0], [1,0]: mentor m0, who can take 1, is locked with 2: s0, s1',
        'locks [0,1], [1,1]: mentor m1, who can take 1, is locked with 2: s0, s1',
        'locks [2,2]: mentor m2, who can take 0, is locked with 1: s2',
        'lock [1,1]: mentee s1 and mentor m1 are no allowed pair',
      ]);
    }
  });

  it('matches nobody where nobody is allowed, and stands nobody at all', () => {
    const none = (applied: number[], capacities: number[]): Small => ({
      capacities,
      applied,
      pairs: [],
      locks: [],
    });
    for (const small of [none([0, 0], [1]), none([], [3]), none([0], []), none([], [])])
      expect(solved(small)).to.include({ matched: 0, total: 0 });
  });

  it('stops when it is told to', () => {
    const one = { capacities: [1], applied: [0], pairs: [[0, 0, 1] as const], locks: [] };
    expect(() => solve(problemOf(one), () => false)).to.throw(Cancelled);
  });
});
