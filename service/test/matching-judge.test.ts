import { expect } from 'chai';
import fc from 'fast-check';
import { MATCH_CRITERIA } from '../api/reference.js';
import { judge } from '../matching/engine/index.js';
import type { Judgement, MatchInput } from '../matching/engine/types.js';
import { greatestPoints } from '../matching/engine/weights.js';
import { solve } from '../matching/solver/solve.js';
import { ballot, matchInput, mentee, mentor, settings } from './support/match-people.js';
import { allSettings, rounds } from './support/match-rounds.js';

const pairsOf = ({ problem, mentees, units }: Judgement): string[] =>
  [...problem.pairs.mentees].map(
    (at, n) =>
      `${mentees[at]?.personId} ${units[problem.pairs.mentors[n] as number]?.unitId} ${problem.pairs.score[n]}`,
  );

const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((one, i) => ({ one, key: Math.sin((i + 1) * (seed + 1)) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);

describe('judgement of pairs', () => {
  const RUNS = { numRuns: 300 };

  it('points of the reasons are the score to the hundredth, from 0 to 100', () => {
    fc.assert(
      fc.property(rounds, allSettings, (input, own) => {
        const judged = judge(input, own);
        judged.mentees.forEach((_, at) => {
          judged.units.forEach((__, unit) => {
            const { score, reasons } = judged.pairOf(at, unit);
            const hundredths = reasons.reduce(
              (sum, { points }) => sum + Math.round(points * 100),
              0,
            );
            expect(hundredths / 100).to.equal(score);
            expect(score).to.be.within(0, 100);
            expect(reasons.map(({ criterion }) => criterion)).to.deep.equal([...MATCH_CRITERIA]);
            for (const { value, known, code } of reasons) {
              expect(value).to.be.within(0, 1);
              if (judged.units[unit]?.mentors.length === 1)
                expect(known).to.equal(code !== 'unknown');
            }
          });
        });
      }),
      RUNS,
    );
  });

  it('the problem has the pairs that break no rule, with their scores, and no other', () => {
    fc.assert(
      fc.property(rounds, allSettings, (input, own) => {
        const judged = judge(input, own);
        const told: string[] = [];
        judged.mentees.forEach(({ personId }, at) => {
          judged.units.forEach(({ unitId }, unit) => {
            const { rules, score } = judged.pairOf(at, unit);
            if (rules.length === 0) told.push(`${personId} ${unitId} ${score}`);
          });
        });
        expect(pairsOf(judged)).to.deep.equal(told);
        expect(judged.allowedPairs).to.equal(told.length);
      }),
      RUNS,
    );
  });

  it('the order of the rows changes nothing', () => {
    fc.assert(
      fc.property(rounds, allSettings, fc.integer(), (input, own, seed) => {
        const one = judge(input, own);
        const other = judge(
          {
            ...input,
            mentees: shuffled(input.mentees, seed),
            mentors: shuffled(input.mentors, seed + 1),
            relations: shuffled(input.relations, seed + 2),
            bans: shuffled(input.bans, seed + 3),
          },
          own,
        );
        expect(pairsOf(other)).to.deep.equal(pairsOf(one));
        expect(other.problem).to.deep.equal(one.problem);
        const [a, b] = [solve(one.problem), solve(other.problem)];
        expect([...b.mentorOf]).to.deep.equal([...a.mentorOf]);
      }),
      RUNS,
    );
  });

  it('nobody is put together against a veto, a ban, a parent or without a consent', () => {
    fc.assert(
      fc.property(rounds, allSettings, (input, own) => {
        const judged = judge(input, own);
        const { pairs } = judged.problem;
        for (let n = 0; n < pairs.score.length; n += 1) {
          const one = judged.mentees[pairs.mentees[n] as number];
          for (const other of judged.units[pairs.mentors[n] as number]?.mentors ?? []) {
            const [s, m] = [one?.personId ?? '', other.personId];
            expect(one?.ballot?.unwanted ?? []).not.to.include(m);
            expect(other.ballot?.unwanted ?? []).not.to.include(s);
            expect(input.bans).not.to.deep.include([s, m]);
            const parent = input.relations.some(
              ({ kind, mentorId, menteeId }) =>
                kind === 'parent' && mentorId === m && menteeId === s,
            );
            expect(parent).to.equal(false);
            expect(one?.consented && other.consented).to.equal(true);
          }
        }
      }),
      RUNS,
    );
  });

  it('one more mentor, or one more mentee, never makes fewer matched', () => {
    fc.assert(
      fc.property(rounds, allSettings, (input, own) => {
        const matched = (less: Partial<MatchInput>) =>
          solve(judge({ ...input, ...less }, { ...own, teams: [] }).problem).matched;
        const all = matched({});
        expect(matched({ mentors: input.mentors.slice(1) })).to.be.at.most(all);
        expect(matched({ mentees: input.mentees.slice(1) })).to.be.at.most(all);
      }),
      RUNS,
    );
  });

  it('what criteria can bring is their share of the weights, together a full score', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 10 }),
        (weights) => {
          const points = greatestPoints(weights);
          const all = weights.reduce((sum, one) => sum + one, 0);
          expect(points.reduce((sum, one) => sum + one, 0)).to.equal(all === 0 ? 0 : 10_000);
          points.forEach((one, at) => {
            const share = all === 0 ? 0 : ((weights[at] as number) * 10_000) / all;
            expect(Math.abs(one - share)).to.be.below(1);
            if (weights[at] === 0) expect(one).to.equal(0);
          });
        },
      ),
    );
  });

  it('a pair that suits in everything has a hundred points', () => {
    const all = {
      topics: ['career'],
      interests: ['sport'],
      times: ['mon_day', 'tue_day'],
      formats: ['online'],
      languages: ['ru'],
    };
    const own = { said: all, speciality: 'Сварщик', workplace: 'Депо' };
    const judged = judge(
      matchInput({
        mentees: [
          mentee('s', { ...own, birthDate: '2010-01-01', ballot: ballot({ wished: ['m'] }) }),
        ],
        mentors: [
          mentor('m', { ...own, preferredAge: 'любой', ballot: ballot({ wished: ['s'] }) }),
        ],
      }),
      settings(),
    );
    expect(judged.pairOf(0, 0).score).to.equal(100);
  });
});
