import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import { SIGNAL_CODES, type SignalAction } from '../api/index.js';
import { actionProblems } from '../signals/act-rules.js';
import {
  byNeed,
  type Deed,
  heldUntil,
  inOrderOfNeed,
  type Judged,
  matching,
  standingAfter,
} from '../signals/need-rules.js';
import { type EpisodeFigure, precisionOf } from '../signals/precision-rules.js';
import { TODAY } from './support/signal-cases.js';

const SINCE = '2026-11-01';
const signal = (overrides: Partial<Judged> = {}): Judged => ({
  code: 'no_meeting',
  weight: 90,
  severity: 2,
  since: SINCE,
  days: 20,
  steps: ['write'],
  ...overrides,
});
const deed = (action: SignalAction, overrides: Partial<Deed> = {}): Deed => ({
  code: 'no_meeting',
  since: SINCE,
  action,
  on: '2026-11-05',
  until: null,
  severity: 2,
  undone: false,
  ...overrides,
});

describe('how a signal stands after what was done', () => {
  const stands = (deeds: Deed[], of: Partial<Judged> = {}, today = TODAY) => {
    const { state, back } = standingAfter(signal(of), deeds, today);
    return back === null ? state : `${state}, ${back}`;
  };
  const cases: [string, Deed[], string, Partial<Judged>?, string?][] = [
    ['nothing was', [], 'open'],
    [
      'somebody wrote, and it is seen whether it helps',
      [deed('wrote', { until: '2026-11-12' })],
      'in_work',
    ],
    ['the day before', [deed('wrote', { until: '2026-11-11' })], 'in_work'],
    ['the day came', [deed('wrote', { until: TODAY })], 'open, due'],
    ['put off', [deed('snoozed', { until: '2026-11-20' })], 'snoozed'],
    ['put off, and the day came', [deed('snoozed', { until: TODAY })], 'open, due'],
    [
      'put off, and it got worse',
      [deed('snoozed', { until: '2026-11-20' })],
      'open, worse',
      { severity: 3 },
    ],
    [
      'put off, and it got better',
      [deed('snoozed', { until: '2026-11-20' })],
      'snoozed',
      { severity: 1 },
    ],
    ['a false alarm lasts', [deed('false_alarm')], 'dismissed', {}, '2027-06-01'],
    ['until it gets worse', [deed('false_alarm')], 'open, worse', { severity: 3 }],
    [
      'the latest counts',
      [deed('wrote', { until: TODAY }), deed('snoozed', { until: '2026-11-20' })],
      'snoozed',
    ],
    [
      'taken back, the one before counts',
      [
        deed('wrote', { until: '2026-11-12' }),
        deed('false_alarm', { undone: true }),
        deed('returned'),
      ],
      'in_work',
    ],
    ['of another episode nothing counts', [deed('wrote', { since: '2026-10-01' })], 'open'],
    ['nor of another signal', [deed('wrote', { code: 'no_feedback' })], 'open'],
  ];
  for (const [what, deeds, expected, of, today] of cases) {
    it(what, () => {
      expect(stands(deeds, of, today)).to.equal(expected);
    });
  }

  it('a letter holds for a week, a talk for two, a false alarm as long as it lasts', () => {
    expect(heldUntil('wrote', TODAY, null)).to.equal('2026-11-17');
    expect(heldUntil('talk', TODAY, null)).to.equal('2026-11-24');
    expect(heldUntil('talk', TODAY, '2026-11-12')).to.equal('2026-11-12');
    expect(heldUntil('false_alarm', TODAY, null)).to.equal(null);
  });
});

describe('what may be done about a signal', () => {
  const problems = (action: SignalAction, until: string | null, note: string | null) =>
    actionProblems({ action, until, note }, TODAY).map(({ path, code }) => `${path} ${code}`);
  const cases: [string, SignalAction, string | null, string | null, string[]][] = [
    ['to write needs no word', 'wrote', null, null, []],
    [
      'to put off needs a day and a reason',
      'snoozed',
      null,
      null,
      ['until required', 'note signal.reason'],
    ],
    ['not today', 'snoozed', TODAY, 'Отпуск', ['until signal.until']],
    ['tomorrow', 'snoozed', '2026-11-11', 'Отпуск', []],
    ['thirty days ahead', 'snoozed', '2026-12-10', 'Отпуск', []],
    ['not thirty-one', 'snoozed', '2026-12-11', 'Отпуск', ['until signal.until']],
    ['nor any other action for longer', 'talk', '2027-01-01', null, ['until signal.until']],
  ];
  for (const [what, action, until, note, expected] of cases) {
    it(what, () => {
      expect(problems(action, until, note)).to.deep.equal(expected);
    });
  }
});

const anySignal = fc.record({
  severity: fc.constantFrom(1 as const, 2 as const, 3 as const),
  weight: fc.integer({ min: 1, max: 3 }),
  since: fc.integer({ min: -5, max: 0 }).map((n) => addDays(TODAY, n)),
});

describe('the order of need', () => {
  it('is severity, then what weighs more, then what has gone on for longer', () => {
    const order = [
      { severity: 3, weight: 20, since: '2026-11-09' },
      { severity: 2, weight: 90, since: '2026-11-01' },
      { severity: 2, weight: 90, since: '2026-11-02' },
      { severity: 2, weight: 40, since: '2026-09-01' },
      { severity: 1, weight: 100, since: '2026-09-01' },
    ] as const;
    expect([...order].reverse().sort(byNeed)).to.deep.equal([...order]);
  });

  it('is an order: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(anySignal, anySignal, anySignal, (a, b, c) => {
        expect(Math.sign(byNeed(a, b)) + Math.sign(byNeed(b, a))).to.equal(0);
        if (byNeed(a, b) <= 0 && byNeed(b, c) <= 0) expect(byNeed(a, c)).to.be.at.most(0);
      }),
    );
  });

  it('of pairs is that of the worst signal that the filter means; equal ones by title', () => {
    const item = (pairId: string, title: string, ...signals: Parameters<typeof signal>[0][]) => {
      const all = signals.map((one) => ({
        ...signal(one),
        state: one?.code === 'no_order' ? ('snoozed' as const) : ('open' as const),
      }));
      return { item: { pairId, title, signals: all }, found: matching(all, { state: 'open' }) };
    };
    const pairs = [
      item('1', 'я', { severity: 2 }),
      item('2', 'б', { severity: 1 }, { code: 'no_order', severity: 3 }),
      item('3', 'а', { severity: 2 }),
      item('4', 'в', { severity: 3 }),
    ];
    expect(inOrderOfNeed(pairs).map(({ item: { pairId } }) => pairId)).to.deep.equal([
      '4',
      '3',
      '1',
      '2',
    ]);
  });

  it('by severity finds a pair by its worst only', () => {
    const all = [
      { ...signal({ severity: 3 }), state: 'open' as const },
      { ...signal({ severity: 2, code: 'no_feedback' }), state: 'open' as const },
    ];
    expect(matching(all, { state: 'open', severity: 3 })).to.have.length(2);
    expect(matching(all, { state: 'open', severity: 2 })).to.deep.equal([]);
    expect(matching(all, { state: 'open', code: 'no_feedback' })).to.have.length(1);
    expect(matching(all, { state: 'snoozed' })).to.deep.equal([]);
  });
});

describe('how often a rule was right', () => {
  const figure = (overrides: Partial<EpisodeFigure>): EpisodeFigure => ({
    code: 'no_meeting',
    acted: false,
    falseAlarm: false,
    ended: null,
    episodes: 1,
    ...overrides,
  });
  const of = (...figures: EpisodeFigure[]) =>
    precisionOf(figures).find(({ code }) => code === 'no_meeting');

  it('each episode counts once', () => {
    const all = of(
      figure({ acted: true, falseAlarm: true, ended: 'gone' }),
      figure({ acted: true }),
      figure({ ended: 'pair_state' }),
      figure({ falseAlarm: true, ended: 'pair_state' }),
      figure({ ended: 'gone', episodes: 2 }),
      figure({ episodes: 3 }),
    );
    expect(all).to.deep.equal({
      code: 'no_meeting',
      episodes: 9,
      acted: 3,
      falseAlarms: 1,
      byItself: 2,
      waiting: 3,
      share: 33,
    });
  });

  it('a percentage is told of five and more', () => {
    expect(of(figure({ acted: true, episodes: 4 }))?.share).to.equal(null);
    expect(of(figure({ acted: true, episodes: 5 }))?.share).to.equal(100);
  });

  it('every rule is there, with 0 too', () => {
    expect(precisionOf([]).map(({ code }) => code)).to.deep.equal([...SIGNAL_CODES]);
    expect(of()).to.include({ episodes: 0, share: null });
  });
});
