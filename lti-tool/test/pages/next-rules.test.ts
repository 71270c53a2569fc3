import { expect } from 'chai';
import { FINDERS, inOrder, type NextFacts, type NextPair } from '../../pages/home/next-rules.js';

const TODAY = '2026-11-10';

const pair = (overrides: Partial<NextPair> = {}): NextPair => ({
  pairId: 'p1',
  state: 'active',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  meetingsHeld: 5,
  reason: { code: 'in_rhythm', days: 5 },
  waiting: [],
  objected: [],
  planned: [],
  closingHeld: false,
  stopped: '',
  thanked: false,
  ...overrides,
});
type Planned = NextPair['planned'][number];
const planned = (onDate: string, overrides: Partial<Planned> = {}): Planned => ({
  plannedMeetingId: `m-${onDate}`,
  onDate,
  startsAt: '15:00',
  kind: 'regular',
  minutes: 45,
  state: 'agreed',
  proposedSide: 'mentor',
  declined: 0,
  myAnswer: null,
  version: 1,
  ...overrides,
});
const facts = (overrides: Partial<NextFacts> = {}): NextFacts => ({
  side: 'mentor',
  today: TODAY,
  pairs: [pair()],
  plans: [],
  months: [],
  surveys: [],
  answers: [],
  events: [],
  consent: false,
  ...overrides,
});
const month = (pairId = 'p1', answered = false): NextFacts['months'][number] => ({
  pairId,
  month: '2026-10',
  dueOn: '2026-10-31',
  until: '2026-11-10',
  answer: answered ? { relation: 4, useful: 4, wish: null, needsHelp: false } : null,
  version: answered ? 1 : 0,
});
const survey = (endsOn: string) => ({ waveId: 'w', title: 'Анкета', endsOn });
const record = (heldOn: string) => ({ meetingId: heldOn, heldOn, kind: 'regular', minutes: 45 });
const silent = (code: 'no_meeting_for' | 'due_soon') => ({ reason: { code, days: 15 } });
const plan = (state: 'offered' | 'draft') =>
  ({
    pairId: 'p1',
    personId: 'mentee',
    name: 'Иванова',
    unconfirmedDays: 20,
    plan: { planId: 'plan', state },
  }) as NextFacts['plans'][number];

type Case = [what: string, of: Partial<NextFacts>, expected: string[]];

const MENTOR: Case[] = [
  ['nothing of a pair that goes well', {}, []],
  ['nothing of nobody yet', { pairs: [] }, []],
  ['a meeting today', { pairs: [pair({ planned: [planned(TODAY)] })] }, ['meeting']],
  ['tomorrow’s too', { pairs: [pair({ planned: [planned('2026-11-11')] })] }, ['meeting']],
  ['a later one is no task', { pairs: [pair({ planned: [planned('2026-11-12')] })] }, []],
  [
    'of a passed one whether it was held',
    { pairs: [pair({ planned: [planned('2026-11-09')] })] },
    ['held'],
  ],
  [
    'their own proposal waits for others',
    { pairs: [pair({ planned: [planned('2026-11-14', { state: 'proposed' })] })] },
    [],
  ],
  [
    'a mentee’s proposal',
    {
      pairs: [
        pair({ planned: [planned('2026-11-14', { state: 'proposed', proposedSide: 'mentee' })] }),
      ],
    },
    ['answer'],
  ],
  [
    'records wait for mentees, not for them',
    { pairs: [pair({ waiting: [record('2026-11-05')] })] },
    [],
  ],
  ['an objection', { pairs: [pair({ objected: [record('2026-11-05')] })] }, ['objected']],
  [
    'a first meeting',
    { pairs: [pair({ meetingsHeld: 0, startsOn: '2026-11-05' })] },
    ['first_meeting'],
  ],
  [
    'not before the pair begins',
    { pairs: [pair({ meetingsHeld: 0, startsOn: '2026-11-15' })] },
    [],
  ],
  [
    'nor when it is planned',
    { pairs: [pair({ meetingsHeld: 0, planned: [planned('2026-11-14')] })] },
    [],
  ],
  ['the rhythm', { pairs: [pair(silent('due_soon'))] }, ['rhythm']],
  [
    'not when the next one is arranged',
    { pairs: [pair({ ...silent('no_meeting_for'), planned: [planned('2026-11-14')] })] },
    [],
  ],
  [
    'nothing of a pair on pause',
    { pairs: [pair({ state: 'paused', stopped: 'на паузе', ...silent('no_meeting_for') })] },
    [],
  ],
  ['a plan that is late', { plans: [plan('draft')] }, ['plan_make']],
  ['an offered one waits for the mentee', { plans: [plan('offered')] }, []],
  [
    'the closing meeting, and thanks',
    { pairs: [pair({ endsOn: '2026-12-01' })] },
    ['closing', 'thanks'],
  ],
  [
    'neither when done',
    { pairs: [pair({ endsOn: '2026-12-01', closingHeld: true, thanked: true })] },
    [],
  ],
  [
    'thanks after the end',
    { pairs: [pair({ state: 'completed', endsOn: '2026-11-01', stopped: 'завершена' })] },
    ['thanks'],
  ],
  [
    'not long after it',
    { pairs: [pair({ state: 'completed', endsOn: '2026-09-01', stopped: 'завершена' })] },
    [],
  ],
  ['one month for all pairs', { months: [month(), month('p2'), month('p3', true)] }, ['month']],
  [
    'an event tomorrow',
    { events: [{ id: 'e', title: 'Встреча', onDate: '2026-11-11', link: null }] },
    ['event'],
  ],
  [
    'not one of next week',
    { events: [{ id: 'e', title: 'Встреча', onDate: '2026-11-17', link: null }] },
    [],
  ],
  [
    'consent before all, today’s meeting next, a survey of next week after an overdue first meeting',
    {
      consent: true,
      surveys: [survey('2026-11-20')],
      pairs: [
        pair({ pairId: 'a', planned: [planned(TODAY)] }),
        pair({ pairId: 'b', meetingsHeld: 0, startsOn: '2026-11-01' }),
      ],
    },
    ['consent', 'first_meeting', 'meeting', 'survey'],
  ],
  [
    'what ends today before what has time',
    { surveys: [survey('2026-11-25')], months: [month()] },
    ['month', 'survey'],
  ],
  [
    'an answer of the curator before arranging, a passed meeting before both',
    {
      answers: [{ helpRequestId: 'h', pairId: 'p1', answeredOn: '2026-11-09' }],
      pairs: [
        pair({ ...silent('due_soon') }),
        pair({ pairId: 'b', planned: [planned('2026-11-09')] }),
      ],
    },
    ['held', 'help_answered', 'rhythm'],
  ],
];

const MENTEE: Case[] = [
  ['a record to confirm', { pairs: [pair({ waiting: [record('2026-11-05')] })] }, ['confirm']],
  [
    'the oldest record first',
    { pairs: [pair({ waiting: [record('2026-11-05'), record('2026-10-20')] })] },
    ['confirm', 'confirm'],
  ],
  ['nothing to tell of a passed one', { pairs: [pair({ planned: [planned('2026-11-09')] })] }, []],
  ['a plan that was offered', { plans: [plan('offered')] }, ['plan_confirm']],
  ['a plan in the making is not theirs', { plans: [plan('draft')] }, []],
  ['they are not pressed before the time', { pairs: [pair(silent('due_soon'))] }, []],
  ['out of the rhythm they are', { pairs: [pair(silent('no_meeting_for'))] }, ['rhythm']],
  [
    'a proposal of the mentor',
    { pairs: [pair({ planned: [planned('2026-11-14', { state: 'proposed' })] })] },
    ['answer'],
  ],
  [
    'answered once it waits no more',
    {
      pairs: [
        pair({ planned: [planned('2026-11-14', { state: 'proposed', myAnswer: 'agrees' })] }),
      ],
    },
    [],
  ],
  [
    'a proposal for tomorrow before the record, the record before the plan',
    {
      plans: [plan('offered')],
      pairs: [
        pair({
          waiting: [record('2026-11-05')],
          planned: [planned('2026-11-11', { state: 'proposed' })],
        }),
      ],
    },
    ['answer', 'confirm', 'plan_confirm'],
  ],
];

describe('the one next thing', () => {
  for (const [side, cases] of [
    ['mentor', MENTOR],
    ['mentee', MENTEE],
  ] as const) {
    describe(`of a ${side}`, () => {
      for (const [what, of, expected] of cases) {
        it(what, () => {
          const found = inOrder(facts({ side, ...of }));
          expect(found.map(({ kind }) => kind)).to.deep.equal(expected);
        });
      }
    });
  }

  it('of several of a kind is the one that falls due first', () => {
    const waiting = [record('2026-11-05'), record('2026-10-20')];
    const [first] = inOrder(facts({ side: 'mentee', pairs: [pair({ waiting })] }));
    expect(first?.id).to.equal('2026-10-20');
  });

  it('is found by finders of which each has a kind and a weight of its own', () => {
    expect(new Set(FINDERS.map(({ kind }) => kind)).size).to.equal(FINDERS.length);
    expect(new Set(FINDERS.map(({ weight }) => weight)).size).to.equal(FINDERS.length);
  });
});
