import { expect } from 'chai';
import { SIGNAL_CODES } from '../api/index.js';
import type { RatingFacts } from '../pairs/index.js';
import { signalsOf } from '../signals/need-rules.js';
import type { PairFacts } from '../signals/pair-facts.js';
import { RULES } from '../signals/rules/all-rules.js';
import type { SignalSettings } from '../signals/rules/rule-rules.js';
import { pairFacts, personFact, SETTINGS, TODAY } from './support/signal-cases.js';

/** What a rule says of a pair on a day: severity, since, days; or nothing. */
function said(
  code: string,
  facts: Partial<PairFacts>,
  today = TODAY,
  settings: Partial<SignalSettings> = {},
): string {
  const found = signalsOf(pairFacts(facts), { ...SETTINGS, ...settings }, today).find(
    (one) => one.code === code,
  );
  return found ? `${found.severity} since ${found.since}, ${found.days}` : 'nothing';
}

const ratings = (overrides: Partial<RatingFacts>): RatingFacts => ({
  recent: 9,
  earlier: 9,
  earlierMeetings: 4,
  recentSince: '2026-10-20',
  lowRun: 0,
  lowSince: null,
  ...overrides,
});

type Case = [what: string, facts: Partial<PairFacts>, expected: string, today?: string];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  no_meeting: [
    ['fourteen days are in time', { lastMeetingOn: '2026-10-27' }, 'nothing'],
    ['the fifteenth is not', { lastMeetingOn: '2026-10-26' }, '2 since 2026-11-10, 15'],
    ['twice as long is not urgent yet', { lastMeetingOn: '2026-10-13' }, '2 since 2026-10-28, 28'],
    ['a day more is', { lastMeetingOn: '2026-10-12' }, '3 since 2026-10-27, 29'],
    ['over a leap day', { lastMeetingOn: '2028-02-15' }, '2 since 2028-03-01, 15', '2028-03-01'],
    ['up to a leap day', { lastMeetingOn: '2028-02-15' }, 'nothing', '2028-02-29'],
    [
      'the days of a pause do not count',
      { lastMeetingOn: '2026-10-12', silentSince: '2026-10-26' },
      '2 since 2026-11-10, 15',
    ],
    ['a pair on pause is not asked', { state: 'paused', lastMeetingOn: '2026-09-02' }, 'nothing'],
    ['nor one that is over', { state: 'completed', lastMeetingOn: '2026-09-02' }, 'nothing'],
    ['nor one that stands still', { frozen: 'stopped', lastMeetingOn: '2026-09-02' }, 'nothing'],
    [
      'of a group that goes on without one it is',
      { frozen: 'some', lastMeetingOn: '2026-10-26' },
      '2 since 2026-11-10, 15',
    ],
  ],
  pause_over: [
    ['today is its last day', { state: 'paused', pausedUntil: TODAY }, 'nothing'],
    ['yesterday was', { state: 'paused', pausedUntil: '2026-11-09' }, '2 since 2026-11-10, 1'],
    ['no last day was said', { state: 'paused', pausedUntil: null }, 'nothing'],
    ['it works again', { state: 'active', pausedUntil: '2026-11-09' }, 'nothing'],
    ['closed it is silent', { state: 'completed', pausedUntil: '2026-11-09' }, 'nothing'],
  ],
  no_first_meeting: [
    [
      'the days of a pause do not count',
      { startsOn: '2026-10-26', lastMeetingOn: null, silentSince: '2026-11-02' },
      '2 since 2026-11-10, 8',
    ],
    ['seven days are in time', { startsOn: '2026-11-03', lastMeetingOn: null }, 'nothing'],
    ['the eighth is not', { startsOn: '2026-11-02', lastMeetingOn: null }, '2 since 2026-11-10, 8'],
    [
      'two weeks are not urgent',
      { startsOn: '2026-10-27', lastMeetingOn: null },
      '2 since 2026-11-04, 14',
    ],
    ['a day more is', { startsOn: '2026-10-26', lastMeetingOn: null }, '3 since 2026-11-03, 15'],
    ['a pair that begins later', { startsOn: '2026-12-01', lastMeetingOn: null }, 'nothing'],
    ['nor one that is being made ready', { state: 'draft', lastMeetingOn: null }, 'nothing'],
  ],
  no_feedback: [
    ['thirty days are in time', { lastFeedbackAt: Date.parse('2026-10-11T09:00:00Z') }, 'nothing'],
    [
      'one more is not',
      { lastFeedbackAt: Date.parse('2026-10-10T09:00:00Z') },
      '1 since 2026-11-10, 31',
    ],
    [
      'at ten in the evening in London it is the next day in Moscow',
      { lastFeedbackAt: Date.parse('2026-10-10T22:00:00Z') },
      'nothing',
    ],
    [
      'twice as long weighs more',
      { lastFeedbackAt: Date.parse('2026-09-10T09:00:00Z') },
      '2 since 2026-10-11, 61',
    ],
    ['no record, nothing to say of it', { lastFeedbackAt: null, lastLoggedAt: null }, 'nothing'],
    ['never, since the start', { lastFeedbackAt: null }, '2 since 2026-10-02, 70'],
  ],
  early_contact: [
    ['two weeks are in time', { startsOn: '2026-10-27', contactDays: [] }, 'nothing'],
    ['a day more', { startsOn: '2026-10-26', contactDays: [] }, '1 since 2026-11-10, 15'],
    [
      'once, and four weeks are not over',
      { startsOn: '2026-10-13', contactDays: ['2026-10-20'] },
      'nothing',
    ],
    [
      'once in four weeks and a day',
      { startsOn: '2026-10-12', contactDays: ['2026-10-20'] },
      '1 since 2026-11-10, 29',
    ],
    [
      'twice on one day is once',
      { startsOn: '2026-10-12', contactDays: ['2026-10-20', '2026-10-20'] },
      '1 since 2026-11-10, 29',
    ],
    [
      'what was said before the start does not count',
      { startsOn: '2026-10-26', contactDays: ['2026-10-25'] },
      '1 since 2026-11-10, 15',
    ],
    ['twice', { startsOn: '2026-10-12', contactDays: ['2026-10-20', '2026-10-30'] }, 'nothing'],
    [
      'the last day of a beginning',
      { startsOn: '2026-09-26', contactDays: [] },
      '1 since 2026-10-11, 45',
    ],
    ['after it', { startsOn: '2026-09-25', contactDays: [] }, 'nothing'],
    ['a pair that begins later', { startsOn: '2026-11-20', contactDays: [] }, 'nothing'],
  ],
  rating_fell: [
    ['by three', { ratings: ratings({ recent: 6 }) }, '2 since 2026-10-20, 0'],
    ['by less', { ratings: ratings({ recent: 6.1 }) }, 'nothing'],
    [
      'by three of thirds, which are no exact numbers',
      { ratings: ratings({ earlier: 26 / 3, recent: 17 / 3 }) },
      '2 since 2026-10-20, 0',
    ],
    [
      'of one earlier meeting nothing is told',
      { ratings: ratings({ recent: 1, earlierMeetings: 1 }) },
      'nothing',
    ],
    [
      'of two it is',
      { ratings: ratings({ recent: 1, earlierMeetings: 2 }) },
      '2 since 2026-10-20, 0',
    ],
    ['it rose', { ratings: ratings({ earlier: 3, recent: 9 }) }, 'nothing'],
  ],
  low_ratings: [
    ['once', { ratings: ratings({ lowRun: 1, lowSince: '2026-10-20' }) }, 'nothing'],
    ['twice', { ratings: ratings({ lowRun: 2, lowSince: '2026-10-20' }) }, '2 since 2026-10-20, 0'],
    [
      'three times',
      { ratings: ratings({ lowRun: 3, lowSince: '2026-10-10' }) },
      '3 since 2026-10-10, 0',
    ],
  ],
  help_asked: [
    ['today', { help: { n: 1, since: TODAY } }, '2 since 2026-11-10, 0'],
    ['two days ago', { help: { n: 1, since: '2026-11-08' } }, '2 since 2026-11-08, 2'],
    ['three', { help: { n: 2, since: '2026-11-07' } }, '3 since 2026-11-07, 3'],
    [
      'in a pair that is over, too',
      { state: 'completed', help: { n: 1, since: TODAY } },
      '2 since 2026-11-10, 0',
    ],
    [
      'in one that stands still',
      { frozen: 'stopped', help: { n: 1, since: TODAY } },
      '2 since 2026-11-10, 0',
    ],
  ],
  disputed: [
    [
      'for a week',
      { disputed: { n: 1, since: '2026-11-03', meetingId: 'm' } },
      '2 since 2026-11-03, 7',
    ],
    [
      'for longer',
      { disputed: { n: 1, since: '2026-11-02', meetingId: 'm' } },
      '3 since 2026-11-02, 8',
    ],
    [
      'in a pair that is over',
      { state: 'terminated', disputed: { n: 1, since: '2026-11-02', meetingId: 'm' } },
      'nothing',
    ],
  ],
  unconfirmed: [
    ['for two weeks', { unconfirmed: { n: 1, since: '2026-10-27' } }, 'nothing'],
    ['for longer', { unconfirmed: { n: 3, since: '2026-10-26' } }, '1 since 2026-11-10, 15'],
  ],
  consent_withdrawn: [
    [
      'by one of a group',
      {
        frozen: 'some',
        people: [personFact('a', 'mentee', { gap: 'consent_withdrawn', since: '2026-11-05' })],
      },
      '2 since 2026-11-05, 5',
    ],
    [
      'by a side',
      {
        frozen: 'stopped',
        people: [personFact('a', 'mentor', { gap: 'consent_withdrawn', since: '2026-11-05' })],
      },
      '3 since 2026-11-05, 5',
    ],
    [
      'in a pair on pause',
      {
        state: 'paused',
        frozen: 'stopped',
        people: [personFact('a', 'mentor', { gap: 'consent_withdrawn', since: '2026-11-05' })],
      },
      '3 since 2026-11-05, 5',
    ],
    [
      'in one that is over',
      {
        state: 'completed',
        people: [personFact('a', 'mentor', { gap: 'consent_withdrawn', since: '2026-11-05' })],
      },
      'nothing',
    ],
  ],
  consent_missing: [
    ['everybody has one', {}, 'nothing'],
    [
      'never given',
      { people: [personFact('a', 'mentee', { gap: 'no_own_consent' })] },
      '2 since 2026-08-25, 77',
    ],
    [
      'expired',
      { people: [personFact('a', 'mentee', { gap: 'consent_expired', since: '2026-11-01' })] },
      '2 since 2026-11-01, 9',
    ],
    [
      'nobody knows which',
      { people: [personFact('a', 'mentee', { gap: 'birth_date_unknown' })] },
      '1 since 2026-08-25, 77',
    ],
    ['they take no part by a role', { people: [personFact('a', 'mentee', null)] }, 'nothing'],
    [
      'they took it back: that is another signal',
      { people: [personFact('a', 'mentee', { gap: 'consent_withdrawn', since: '2026-11-05' })] },
      'nothing',
    ],
  ],
  consent_ends: [
    [
      'in thirty days',
      { people: [personFact('a', 'mentee', { until: '2026-12-10' })] },
      '1 since 2026-11-10, 30',
    ],
    ['in thirty-one', { people: [personFact('a', 'mentee', { until: '2026-12-11' })] }, 'nothing'],
    [
      'in a week',
      { people: [personFact('a', 'mentee', { until: '2026-11-17' })] },
      '2 since 2026-10-18, 7',
    ],
    ['today', { people: [personFact('a', 'mentee', { until: TODAY })] }, '2 since 2026-10-11, 0'],
    ['without an end', { people: [personFact('a', 'mentee', { until: null })] }, 'nothing'],
  ],
  ends_soon: [
    ['in thirty days', { endsOn: '2026-12-10' }, '1 since 2026-11-10, 30'],
    ['in thirty-one', { endsOn: '2026-12-11' }, 'nothing'],
    ['in a week', { endsOn: '2026-11-17' }, '2 since 2026-10-18, 7'],
    ['today', { endsOn: TODAY }, '2 since 2026-10-11, 0'],
    ['a closing meeting was held', { endsOn: '2026-11-17', closingHeld: true }, 'nothing'],
    [
      'a short pair, since its start',
      { startsOn: '2026-11-01', endsOn: '2026-11-20' },
      '1 since 2026-11-01, 10',
    ],
    ['one that begins later', { startsOn: '2026-11-20', endsOn: '2026-12-05' }, 'nothing'],
    ['it is over', { endsOn: '2026-11-09' }, 'nothing'],
    ['over a leap day', { endsOn: '2028-03-10' }, '1 since 2028-02-09, 29', '2028-02-10'],
  ],
  end_passed: [
    ['today is its last day', { endsOn: TODAY }, 'nothing'],
    ['yesterday was', { endsOn: '2026-11-09', closingHeld: true }, '2 since 2026-11-10, 1'],
    ['closed it is silent', { state: 'completed', endsOn: '2026-11-09' }, 'nothing'],
  ],
  no_order: [
    ['for a week', { startsOn: '2026-11-03', orderNumber: null }, 'nothing'],
    ['for longer', { startsOn: '2026-11-02', orderNumber: null }, '1 since 2026-11-10, 8'],
    ['a pair that begins later', { startsOn: '2026-12-01', orderNumber: null }, 'nothing'],
  ],
  over_capacity: [
    ['nobody has too many', {}, 'nothing'],
    [
      'the mentor has',
      {
        startsOn: '2026-11-01',
        madeOn: '2026-11-03',
        overCapacity: { mentor: { personId: 'a', name: 'a' }, mentees: 3, capacity: 2 },
      },
      '1 since 2026-11-01, 9',
    ],
  ],
};

describe('the rules of signals', () => {
  it('are all told here, each once, with a weight', () => {
    expect(Object.keys(CASES).sort()).to.deep.equal([...SIGNAL_CODES].sort());
    expect(RULES.map(({ code }) => code).sort()).to.deep.equal([...SIGNAL_CODES].sort());
    for (const { weight } of RULES) expect(weight).to.be.within(1, 100);
  });

  it('say nothing of a pair in which nothing is amiss', () => {
    expect(signalsOf(pairFacts(), SETTINGS, TODAY)).to.deep.equal([]);
  });

  for (const [code, cases] of Object.entries(CASES)) {
    describe(code, () => {
      for (const [what, facts, expected, today] of cases) {
        it(what, () => {
          expect(said(code, facts, today)).to.equal(expected);
        });
      }
    });
  }

  it('count feedback by the day where the college is, also when its clocks are changed', () => {
    // In New York clocks go back on 1 November 2026 and forward on 14 March 2027.
    const timeZone = 'America/New_York';
    const at = (iso: string) => ({ lastFeedbackAt: Date.parse(iso) });
    expect(said('no_feedback', at('2026-10-11T03:59:00Z'), TODAY, { timeZone })).to.equal(
      '1 since 2026-11-10, 31',
    );
    expect(said('no_feedback', at('2026-10-11T04:01:00Z'), TODAY, { timeZone })).to.equal(
      'nothing',
    );
    const spring = {
      ...at('2027-03-14T06:30:00Z'),
      lastLoggedAt: Date.parse('2027-03-20T00:00:00Z'),
    };
    const on = (day: string) => said('no_feedback', spring, day, { timeZone });
    expect(on('2027-04-13')).to.equal('nothing');
    expect(on('2027-04-14')).to.equal('1 since 2027-04-14, 31');
  });

  it('follow the rhythm of the programme', () => {
    const facts = { lastMeetingOn: '2026-11-02' };
    expect(said('no_meeting', facts, TODAY, { meetingEveryDays: 7 })).to.equal(
      '2 since 2026-11-10, 8',
    );
    expect(said('no_meeting', facts, TODAY, { meetingEveryDays: 8 })).to.equal('nothing');
  });
});
