import { expect } from 'chai';
import fc from 'fast-check';
import { BROKEN_RULES, type BrokenRule, NEVER_PASSED_OVER } from '../api/reference.js';
import { judge, runnerUpOf, whyUnmatched } from '../matching/engine/index.js';
import type { Judgement, MatchInput } from '../matching/engine/types.js';
import { HARDNESS_OF_RULES } from '../matching/engine/why-unmatched.js';
import { solve } from '../matching/solver/solve.js';
import { ballot, matchInput, mentee, mentor, settings } from './support/match-people.js';

function subsetsOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: 2 ** list.length }, (_, bits) =>
    list.filter((__, at) => (bits & (1 << at)) !== 0),
  );
}

/** Rules that stand in some pair of a mentee, and `capacity`, which is for the whole to decide. */
const rulesAround = (judged: Judgement, at: number): BrokenRule[] => [
  ...new Set<BrokenRule>([
    'capacity',
    ...judged.units.flatMap((_, unit) => judged.pairOf(at, unit).rules),
  ]),
];

/**
 * Tries whether all who are matched stay so and one more is, when some rules are loosened for that one: a
 * free place is found for each in turn, by moving the others on.
 */
function findsPlace(
  judged: Judgement,
  mentorOf: Int32Array,
  wanted: number,
  loosened: readonly BrokenRule[],
): boolean {
  const locked = new Map(judged.problem.locks.map(([s, u]) => [s, u]));
  const rules = (at: number, unit: number) =>
    judged.pairOf(at, unit).rules.filter((one) => at !== wanted || !loosened.includes(one));
  const people = [...mentorOf.keys()].filter(
    (at) => at === wanted || (mentorOf[at] as number) >= 0,
  );
  const taken = judged.units.map((): number[] => []);
  const room = (unit: number, at: number) => {
    const capacity = judged.units[unit]?.capacity ?? 0;
    // Who is let in beside the places takes none of the others.
    const beside = at === wanted && loosened.includes('capacity') ? 1 : 0;
    const holds = taken[unit]?.includes(wanted) && loosened.includes('capacity') ? 1 : 0;
    return (taken[unit]?.length ?? 0) - holds < capacity + beside;
  };
  const place = (n: number): boolean => {
    const at = people[n];
    if (at === undefined) return true;
    return judged.units.some((_, unit) => {
      if (locked.has(at) && locked.get(at) !== unit) return false;
      if (rules(at, unit).length > 0 || !room(unit, at)) return false;
      taken[unit]?.push(at);
      if (place(n + 1)) return true;
      taken[unit]?.pop();
      return false;
    });
  };
  return place(0);
}

const never: readonly BrokenRule[] = NEVER_PASSED_OVER;

const pool = fc.integer({ min: 0, max: 5 }).map((n) => n > 0);
const MENTEES = ['s0', 's1', 's2', 's3', 's4'];
const MENTORS = ['m0', 'm1', 'm2', 'm3'];
const couple = fc.tuple(fc.constantFrom(...MENTEES), fc.constantFrom(...MENTORS));

const inputs: fc.Arbitrary<MatchInput> = fc
  .record({
    mentees: fc.array(
      fc.record({
        consented: pool,
        rests: fc.boolean(),
        unwanted: fc.subarray(MENTORS, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: MENTEES.length },
    ),
    mentors: fc.array(
      fc.record({
        places: fc.integer({ min: 0, max: 2 }),
        paused: pool.map((one) => !one),
        consented: pool,
        trained: pool,
      }),
      { minLength: 1, maxLength: MENTORS.length },
    ),
    bans: fc.array(couple, { maxLength: 8 }),
    earlier: fc.array(
      couple.map(([s, m]) => [m, s] as const),
      { maxLength: 3 },
    ),
  })
  .map(({ mentees, mentors, ...rest }) =>
    matchInput({
      ...rest,
      mentees: mentees.map(({ rests, unwanted, ...own }, i) =>
        mentee(`s${i}`, {
          ...own,
          lastPairEndedOn: rests && i === 0 ? '2026-11-27' : null,
          ballot: unwanted.length > 0 ? ballot({ unwanted }) : null,
        }),
      ),
      mentors: mentors.map((own, i) => mentor(`m${i}`, own)),
    }),
  );

const trainedOnly = settings({ trainedOnly: true });

describe('why somebody has no mentor', () => {
  it('the set is enough, none smaller is, and none of its size is easier: against all sets', () => {
    let asked = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const judged = judge(input, trainedOnly);
        const { mentorOf } = solve(judged.problem);
        const why = whyUnmatched(judged, mentorOf);
        mentorOf.forEach((unit, at) => {
          expect(why.has(at)).to.equal(unit < 0);
          if (unit >= 0) return;
          asked += 1;
          const set = why.get(at) ?? [];
          expect(findsPlace(judged, mentorOf, at, set), set.join()).to.equal(true);
          const others = subsetsOf(rulesAround(judged, at)).filter((one) =>
            findsPlace(judged, mentorOf, at, one),
          );
          const least = Math.min(...others.map(({ length }) => length));
          expect(set.length, `${set.join()} of ${others.map(String).join(' | ')}`).to.equal(least);
          if (!set.some((one) => never.includes(one))) return;
          const softer = others.filter(
            (one) => one.length === least && !one.some((rule) => never.includes(rule)),
          );
          expect(softer, set.join()).to.deep.equal([]);
        });
      }),
      { numRuns: 600 },
    );
    expect(asked).to.be.above(300);
  });

  it('each rule has a hardness, and those that cannot be passed over are the hardest', () => {
    expect([...HARDNESS_OF_RULES.keys()]).to.deep.equal([...BROKEN_RULES]);
    const others = BROKEN_RULES.filter((rule) => !never.includes(rule));
    const hardest = Math.max(...others.map((rule) => HARDNESS_OF_RULES.get(rule) ?? 0));
    for (const rule of never) expect(HARDNESS_OF_RULES.get(rule)).to.be.above(hardest);
  });

  const whyOf = (input: Partial<MatchInput>, own = settings()) => {
    const judged = judge(matchInput(input), own);
    const { mentorOf } = solve(judged.problem);
    return Object.fromEntries(
      [...whyUnmatched(judged, mentorOf)].map(([at, rules]) => [
        judged.mentees[at]?.personId,
        rules,
      ]),
    );
  };
  const unwanted = (...ids: string[]) => ({ ballot: ballot({ unwanted: ids }) });

  it('all places are taken', () => {
    expect(
      whyOf({ mentees: [mentee('s1'), mentee('s2', { appliedAt: 1 })], mentors: [mentor('m')] }),
    ).to.deep.equal({ s2: ['capacity'] });
  });

  it('a place that is free only when another moves on is found', () => {
    const input = {
      mentees: [mentee('s1'), mentee('s2', { appliedAt: 1 })],
      mentors: [mentor('m1'), mentor('m2', { paused: true })],
    };
    // s1 stays with m1, whoever s2 is: m2 may be had by nobody while paused.
    expect(whyOf(input)).to.deep.equal({ s2: ['capacity'] });
    const far = {
      mentees: [mentee('s1'), mentee('s2', { appliedAt: 1 })],
      mentors: [mentor('m1'), mentor('m2')],
      bans: [
        ['s2', 'm2'],
        ['s2', 'm1'],
      ] as const,
    };
    expect(whyOf(far)).to.deep.equal({ s2: ['forbidden'] });
  });

  it('a paused mentor before a veto, a veto only where nothing else is left', () => {
    const mentors = [mentor('m1', { paused: true }), mentor('m2')];
    expect(whyOf({ mentees: [mentee('s', unwanted('m2'))], mentors })).to.deep.equal({
      s: ['mentor_paused'],
    });
    expect(whyOf({ mentees: [mentee('s', unwanted('m1', 'm2'))], mentors })).to.deep.equal({
      s: ['veto'],
    });
  });

  it('a group that is too small, and nobody at all', () => {
    const own = settings({ groupFrom: 3 });
    expect(
      whyOf({ mentees: [mentee('s')], mentors: [mentor('m', { places: 5 })] }, own),
    ).to.deep.equal({ s: ['group_too_small'] });
    expect(whyOf({ mentees: [mentee('s')] })).to.deep.equal({ s: [] });
  });

  it('who is locked is not moved on', () => {
    const input = {
      mentees: [mentee('s1'), mentee('s2')],
      mentors: [mentor('m1'), mentor('m2')],
      bans: [['s2', 'm2']] as const,
      locks: [['s1', 'm1']] as const,
    };
    // Without the lock s1 would go to m2.
    expect(whyOf({ ...input, locks: [] })).to.deep.equal({});
    expect(whyOf(input)).to.deep.equal({ s2: ['capacity'] });
  });
});

describe('the runner-up of a pair', () => {
  const three = matchInput({
    mentees: ['s1', 's2', 's3'].map((id, i) =>
      mentee(id, { said: { topics: ['career', 'crisis', 'values'].slice(0, i + 1) } }),
    ),
    mentors: [
      mentor('m1', { said: { topics: ['career'] } }),
      mentor('m2', { said: { topics: ['crisis'] } }),
      mentor('m3', { said: { topics: ['values'] } }),
    ],
  });

  it('costs the difference of the totals, keeps locks, and tells who moves', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const judged = judge(input, trainedOnly);
        const found = solve(judged.problem);
        for (const at of found.mentorOf.keys()) {
          const unit = found.mentorOf[at] as number;
          const runnerUp = await runnerUpOf(judged, found.mentorOf, at, (one) => solve(one));
          if (unit < 0) {
            expect(runnerUp).to.equal(null);
            continue;
          }
          const banned = [
            judged.mentees[at]?.personId ?? '',
            judged.units[unit]?.unitId ?? '',
          ] as const;
          const without = judge({ ...input, bans: [...input.bans, banned] }, trainedOnly);
          const next = solve(without.problem);
          expect(runnerUp?.unit).to.equal(next.mentorOf[at]);
          expect(runnerUp?.fewer).to.equal(found.matched - next.matched);
          expect(runnerUp?.cost).to.be.closeTo(found.total - next.total, 1e-6);
          const moved = [...next.mentorOf.keys()].filter(
            (other) => other !== at && next.mentorOf[other] !== found.mentorOf[other],
          );
          expect(runnerUp?.moves.map((one) => one.mentee)).to.deep.equal(moved);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('goes without the lock of the pair itself, and with all others', async () => {
    const judged = judge(
      {
        ...three,
        locks: [
          ['s1', 'm1'],
          ['s2', 'm2'],
        ],
      },
      settings(),
    );
    const { mentorOf } = solve(judged.problem);
    const runnerUp = await runnerUpOf(judged, mentorOf, 0, (one) => solve(one));
    expect(runnerUp?.unit).to.equal(2);
    expect(runnerUp?.moves).to.deep.equal([{ mentee: 2, from: 2, to: 0 }]);
    expect(runnerUp?.fewer).to.equal(0);
    expect(runnerUp?.cost).to.be.above(0);
  });

  it('is none where a locked group could not be kept', async () => {
    const judged = judge(
      matchInput({
        mentees: [mentee('s1'), mentee('s2')],
        mentors: [mentor('m', { places: 2 })],
        locks: [['s1', 'm']],
      }),
      settings({ groupFrom: 2 }),
    );
    const { mentorOf } = solve(judged.problem);
    expect(await runnerUpOf(judged, mentorOf, 1, (one) => solve(one))).to.equal(null);
    const failing = () => Promise.reject(new Error('broke down'));
    const broken = await runnerUpOf(judged, mentorOf, 1, failing).catch(
      (error: Error) => error.message,
    );
    expect(broken).to.equal('broke down');
  });
});
