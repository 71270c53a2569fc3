import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import type { PairState } from '../api/index.js';
import { PAIR_STATES } from '../api/index.js';
import { retryDelay, staleDelay, staleStep } from '../progress/delivery-rules.js';
import {
  dueMeetings,
  isGradable,
  type PairSpan,
  type PairTally,
  type ProgressRules,
  progressComment,
  progressOf,
} from '../progress/progress-rules.js';

const TODAY = '2026-11-10';
const RULES: ProgressRules = {
  today: TODAY,
  programmeEndsOn: '2027-08-31',
  meetingEveryDays: 14,
  weights: { meetings: 60, feedback: 20, closing: 20 },
};

const span = (overrides: Partial<PairSpan> = {}): PairSpan => ({
  pairId: 'a',
  state: 'active',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  joinedOn: '2026-09-01',
  leftOn: null,
  lastMeetingOn: null,
  ...overrides,
});

const tally = (overrides: Partial<PairTally> = {}): PairTally => ({
  pairId: 'a',
  attended: 0,
  confirmed: 0,
  answered: 0,
  closings: 0,
  ...overrides,
});

describe('progress: meetings that are due', () => {
  const cases: [string, Partial<PairSpan>, number | null][] = [
    ['full intervals since the start', {}, 5],
    ['one as soon as the pair has begun', { startsOn: TODAY, joinedOn: TODAY }, 1],
    [
      'one before the first interval is over',
      { startsOn: '2026-10-28', joinedOn: '2026-10-28' },
      1,
    ],
    ['two when two intervals are just over', { startsOn: '2026-10-13', joinedOn: '2026-10-13' }, 2],
    ['none before the pair begins', { startsOn: '2026-11-11', joinedOn: '2026-11-11' }, null],
    ['none in a draft', { state: 'draft' }, null],
    ['none while paused', { state: 'paused' }, null],
    ['counted from when the mentee joined', { joinedOn: '2026-10-13' }, 2],
    ['counted until the mentee left', { leftOn: '2026-09-29' }, 2],
    ['counted until the end', { endsOn: '2026-10-13' }, 3],
    [
      'counted until the last meeting of a pair that was ended',
      { state: 'terminated', lastMeetingOn: '2026-10-01' },
      2,
    ],
    [
      'counted until the last meeting of a completed pair',
      { state: 'completed', lastMeetingOn: '2026-09-29' },
      2,
    ],
  ];
  for (const [name, overrides, due] of cases) {
    it(name, () => expect(dueMeetings(span(overrides), RULES)).to.equal(due));
  }
});

describe('progress: the score', () => {
  it('is 0 and not gradable without a pair', () => {
    const none = progressOf([], [], RULES);
    expect(none.score).to.equal(0);
    expect(isGradable(none)).to.equal(false);
  });

  it('gives the weight of a part that is not applicable to the others', () => {
    const progress = progressOf(
      [span()],
      [tally({ attended: 5, confirmed: 5, answered: 5 })],
      RULES,
    );
    expect(progress.score).to.equal(100);
    expect(progress.parts.map((p) => p.points)).to.deep.equal([75, 25, 0]);
    expect(progress.parts[2]?.share).to.equal(null);
  });

  it('counts confirmed meetings only, and no more than are due', () => {
    const some = progressOf([span()], [tally({ attended: 5, confirmed: 3, answered: 1 })], RULES);
    expect(some.parts.map((p) => `${p.done}/${p.due}`)).to.deep.equal(['3/5', '1/5', '0/0']);
    expect(some.score).to.equal(50);
    const more = progressOf([span()], [tally({ attended: 9, confirmed: 9, answered: 9 })], RULES);
    expect(more.parts[0]?.done).to.equal(5);
  });

  it('asks for the closing in the last thirty days of the pair or of the programme', () => {
    const closing = (overrides: Partial<PairSpan>, rules = RULES, closings = 0) =>
      progressOf([span(overrides)], [tally({ closings })], rules).parts[2]?.share;
    expect(closing({ endsOn: '2026-12-11' })).to.equal(null);
    expect(closing({ endsOn: '2026-12-10' })).to.equal(0);
    expect(closing({}, { ...RULES, programmeEndsOn: '2026-12-01' })).to.equal(0);
    expect(closing({ endsOn: '2026-12-10' }, RULES, 1)).to.equal(1);
    expect(closing({}, RULES, 1)).to.equal(1);
    expect(closing({ state: 'completed' })).to.equal(1);
    expect(closing({ state: 'terminated', endsOn: '2026-11-12' })).to.equal(null);
  });

  it('says the parts in words with their numbers', () => {
    const progress = progressOf(
      [span()],
      [tally({ attended: 5, confirmed: 5, answered: 4 })],
      RULES,
    );
    expect(progressComment(progress)).to.equal(
      'Встречи: 5 из 5 · Отклики на встречи: 4 из 5 · Завершение: пока не оценивается',
    );
  });

  it('is 0 when the only part with weight is not applicable', () => {
    const rules = { ...RULES, weights: { meetings: 0, feedback: 0, closing: 100 } };
    expect(progressOf([span()], [tally({ attended: 3, confirmed: 3 })], rules).score).to.equal(0);
  });
});

const day = (from: string, max: number) => fc.nat(max).map((n) => addDays(from, n));
const spans = fc.uniqueArray(
  fc.record({
    pairId: fc.constantFrom('a', 'b', 'c', 'd'),
    state: fc.constantFrom<PairState>(...PAIR_STATES),
    startsOn: day('2026-06-01', 300),
    endsOn: day('2026-10-01', 400),
    joinedOn: day('2026-06-01', 300),
    leftOn: fc.option(day('2026-09-01', 200)),
    lastMeetingOn: fc.option(day('2026-09-01', 100)),
  }),
  { selector: (s) => s.pairId, maxLength: 4 },
);
const tallyOfPair = (pairId: string) =>
  fc
    .record({
      attended: fc.nat(30),
      confirmed: fc.nat(30),
      answered: fc.nat(30),
      closings: fc.nat(1),
    })
    .map(({ attended, confirmed, answered, closings }) => {
      const c = Math.min(confirmed, attended);
      return {
        pairId,
        attended,
        confirmed: c,
        answered: Math.min(answered, c),
        closings: Math.min(closings, c),
      };
    });
const tallies = fc.tuple(...['a', 'b', 'c', 'd'].map(tallyOfPair));
const rules = fc.record({
  today: day('2026-09-01', 400),
  programmeEndsOn: day('2026-12-01', 300),
  meetingEveryDays: fc.integer({ min: 1, max: 90 }),
  weights: fc.record({ meetings: fc.nat(100), feedback: fc.nat(100), closing: fc.nat(100) }),
});

describe('progress: laws', function laws() {
  this.timeout(60_000);

  it('the score is a whole number from 0 to 100 and the sum of the points', () => {
    fc.assert(
      fc.property(spans, tallies, rules, (s, t, r) => {
        const { score, parts } = progressOf(s, t, r);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).to.equal(true);
        expect(parts.reduce((sum, p) => sum + p.points, 0)).to.equal(score);
        for (const p of parts) {
          expect(Number.isInteger(p.points) && p.points >= 0).to.equal(true);
          if (p.share === null || p.weight === 0 || p.share === 0) expect(p.points).to.equal(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('confirming a meeting, with a rating or without, never lowers the score', () => {
    fc.assert(
      fc.property(
        spans,
        tallies,
        rules,
        fc.nat(3),
        fc.boolean(),
        fc.boolean(),
        (s, t, r, i, rated, closing) => {
          const chosen = t[i] as PairTally;
          fc.pre(chosen.confirmed < chosen.attended);
          const after = t.map((one) =>
            one === chosen
              ? {
                  ...one,
                  confirmed: one.confirmed + 1,
                  answered: one.answered + Number(rated),
                  closings: one.closings + Number(closing),
                }
              : one,
          );
          const was = progressOf(s, t, r);
          expect(progressOf(s, after, r).score).to.be.at.least(was.score);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('a new meeting that is confirmed and rated never lowers the score', () => {
    fc.assert(
      fc.property(spans, tallies, rules, fc.nat(3), (s, t, r, i) => {
        const after = t.map((one, j) =>
          j === i
            ? {
                ...one,
                attended: one.attended + 1,
                confirmed: one.confirmed + 1,
                answered: one.answered + 1,
              }
            : one,
        );
        expect(progressOf(s, after, r).score).to.be.at.least(progressOf(s, t, r).score);
      }),
      { numRuns: 2000 },
    );
  });

  it('only the proportion of the weights counts', () => {
    fc.assert(
      fc.property(spans, tallies, rules, fc.integer({ min: 2, max: 9 }), (s, t, r, k) => {
        const { meetings, feedback, closing } = r.weights;
        const scaled = { meetings: meetings * k, feedback: feedback * k, closing: closing * k };
        expect(progressOf(s, t, { ...r, weights: scaled }).score).to.equal(
          progressOf(s, t, r).score,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('the order of pairs and meetings does not count', () => {
    fc.assert(
      fc.property(spans, tallies, rules, (s, t, r) => {
        expect(progressOf([...s].reverse(), [...t].reverse(), r)).to.deep.equal(
          progressOf(s, t, r),
        );
      }),
    );
  });
});

describe('grades: delays', () => {
  it('grow from five seconds to an hour, at least half of them certain', () => {
    expect(retryDelay(1, null, 1)).to.equal(5000);
    expect(retryDelay(1, null, 0)).to.equal(2500);
    expect(retryDelay(4, null, 1)).to.equal(40_000);
    expect(retryDelay(500, null, 1)).to.equal(3_600_000);
  });

  it('are never shorter than the platform asked for, within a day', () => {
    expect(retryDelay(1, 120, 0.5)).to.equal(120_000);
    expect(retryDelay(10, 1, 1)).to.equal(2_560_000);
    expect(retryDelay(1, 1_000_000_000, 0)).to.equal(86_400_000);
  });

  it('replace a stale timestamp at once a few times, each further on', () => {
    expect([1, 2, 3].map((n) => staleDelay(n, 1))).to.deep.equal([0, 0, 0]);
    expect(staleDelay(4, 1)).to.equal(5000);
    expect([1, 2, 3, 40].map(staleStep)).to.deep.equal([1, 2, 4, 65_536]);
  });
});
