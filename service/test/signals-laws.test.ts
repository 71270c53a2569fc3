import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import { PAIR_STATES } from '../api/index.js';
import { signalsOf } from '../signals/need-rules.js';
import type { PairFacts } from '../signals/pair-facts.js';
import { SETTINGS, TODAY } from './support/signal-cases.js';

const day = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => addDays(TODAY, n));
const moment = fc.option(
  fc
    .integer({ min: -200 * 24, max: 0 })
    .map((hours) => Date.parse(`${TODAY}T12:00:00Z`) + hours * 3_600_000),
  { nil: null },
);
const waiting = fc.option(fc.record({ n: fc.integer({ min: 1, max: 9 }), since: day(-90, 0) }), {
  nil: null,
});
const gap = fc.constantFrom(
  ...([
    null,
    'no_own_consent',
    'consent_expired',
    'consent_withdrawn',
    'birth_date_unknown',
  ] as const),
);
const person = fc.record({
  personId: fc.uuid(),
  name: fc.constant('Иванов'),
  side: fc.constantFrom('mentor' as const, 'mentee' as const),
  consent: fc.option(
    fc.record({
      gap,
      since: fc.option(day(-90, 0), { nil: null }),
      until: fc.option(day(-10, 60), { nil: null }),
    }),
    { nil: null },
  ),
});
const monthly = fc.record({
  personId: fc.uuid(),
  name: fc.constant('Иванов'),
  side: fc.constantFrom('mentor' as const, 'mentee' as const),
  relations: fc.array(
    fc.record({
      month: fc.constantFrom('2026-08', '2026-09', '2026-10'),
      relation: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 3 },
  ),
  missed: fc.constantFrom<string[]>([], ['2026-09'], ['2026-08', '2026-09']),
});
const anyFacts: fc.Arbitrary<PairFacts> = fc.record({
  pairId: fc.uuid(),
  state: fc.constantFrom(...PAIR_STATES),
  frozen: fc.constantFrom(null, 'some' as const, 'stopped' as const),
  startsOn: day(-300, 30),
  endsOn: day(-30, 300),
  madeOn: day(-300, 0),
  orderNumber: fc.constantFrom(null, '1'),
  lastMeetingOn: fc.option(day(-120, 0), { nil: null }),
  lastFeedbackAt: moment,
  lastLoggedAt: moment,
  people: fc.array(person, { maxLength: 4 }),
  help: waiting,
  disputed: waiting.map((one) => (one === null ? null : { ...one, meetingId: 'm' })),
  unconfirmed: waiting,
  closingHeld: fc.boolean(),
  ratings: fc.option(
    fc.record({
      recent: fc.double({ min: 1, max: 10, noNaN: true }),
      earlier: fc.double({ min: 1, max: 10, noNaN: true }),
      earlierMeetings: fc.integer({ min: 0, max: 5 }),
      recentSince: day(-60, 0),
      lowRun: fc.integer({ min: 0, max: 4 }),
      lowSince: fc.option(day(-60, 0), { nil: null }),
    }),
    { nil: null },
  ),
  monthly: fc.array(monthly, { maxLength: 3 }),
  overCapacity: fc.constantFrom(null, {
    mentor: { personId: 'a', name: 'a' },
    mentees: 3,
    capacity: 1,
  }),
  contactDays: fc.array(day(-60, 0), { maxLength: 3 }),
});

/** Those that end by a day and not by what somebody does. */
const OF_A_TIME = new Set(['early_contact', 'ends_soon', 'consent_ends']);

describe('whatever the facts, signals', () => {
  it('have begun by today, the worst first', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const found = signalsOf(facts, SETTINGS, TODAY);
        for (const one of found) {
          expect(one.since <= TODAY, `${one.code} since ${one.since}`).to.equal(true);
          expect(one.severity).to.be.within(1, 3);
          expect(one.steps.length).to.be.greaterThan(0);
        }
        const severities = found.map(({ severity }) => severity);
        expect(severities).to.deep.equal([...severities].sort((a, b) => b - a));
      }),
    );
  });

  it('never get less while nothing is done, and are the same episodes', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1, max: 90 }), (facts, days) => {
        const later = signalsOf(facts, SETTINGS, addDays(TODAY, days));
        for (const one of signalsOf(facts, SETTINGS, TODAY)) {
          if (OF_A_TIME.has(one.code)) continue;
          const then = later.find(({ code }) => code === one.code);
          expect(then?.since, one.code).to.equal(one.since);
          expect(then?.severity, one.code).to.be.at.least(one.severity);
        }
      }),
    );
  });

  it('of a pair that is over are requests for help alone; of one that stands still, a few', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const codes = (overrides: Partial<PairFacts>) =>
          signalsOf({ ...facts, ...overrides }, SETTINGS, TODAY).map(({ code }) => code);
        for (const code of codes({ state: 'completed' })) expect(code).to.equal('help_asked');
        for (const code of codes({ state: 'active', frozen: 'stopped' }))
          expect(code).to.be.oneOf(['help_asked', 'consent_withdrawn', 'end_passed']);
      }),
    );
  });
});
