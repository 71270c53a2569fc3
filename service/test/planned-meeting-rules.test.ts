import { expect } from 'chai';
import type { PlannedAnswer, PlannedSide } from '../api/planned-meeting-reference.js';
import {
  answerProblem,
  asksAnew,
  attendeesOf,
  cancelProblem,
  isAwaited,
  type PlannedPair,
  plannedProblems,
  stateAfterAnswer,
} from '../planned-meetings/planned-rules.js';

const TODAY = '2026-11-10';
const FIELDS = {
  kind: 'regular',
  onDate: '2026-11-20',
  startsAt: '15:00',
  minutes: 45,
  format: 'in_person',
  topic: null,
  place: null,
  link: null,
  note: null,
} as const;
const PAIR: PlannedPair = {
  state: 'active',
  startsOn: '2026-09-01',
  mentorIds: ['m1', 'm2'],
  menteeIds: ['a', 'b'],
  withdrawn: new Set(),
};

describe('the rules of planned meetings', () => {
  const refused: [
    what: string,
    fields: object,
    pair: Partial<PlannedPair>,
    caller: { side: PlannedSide; agreed: boolean },
    problems: string[],
  ][] = [
    ['today', { onDate: TODAY }, {}, { side: 'mentor', agreed: true }, []],
    [
      'yesterday',
      { onDate: '2026-11-09' },
      {},
      { side: 'mentor', agreed: false },
      ['onDate planned.past'],
    ],
    ['a year ahead', { onDate: '2027-11-10' }, {}, { side: 'mentee', agreed: false }, []],
    [
      'more than a year ahead',
      { onDate: '2027-11-11' },
      {},
      { side: 'mentee', agreed: false },
      ['onDate meeting.nextTooFar'],
    ],
    [
      'before the pair begins',
      {},
      { startsOn: '2026-12-01' },
      { side: 'staff', agreed: false },
      ['onDate meeting.beforePair'],
    ],
    [
      'agreed in person, by a mentee',
      {},
      {},
      { side: 'mentee', agreed: true },
      ['agreed planned.menteeAgrees'],
    ],
    ['agreed in person, by staff', {}, {}, { side: 'staff', agreed: true }, []],
    [
      'in a pair that is paused',
      { onDate: '2001-01-01' },
      { state: 'paused' },
      { side: 'mentor', agreed: false },
      [' meeting.pairClosed'],
    ],
    [
      'with a mentor who withdrew, another being there',
      {},
      { withdrawn: new Set(['m1']) },
      { side: 'mentor', agreed: false },
      [],
    ],
    [
      'with mentors who all withdrew',
      {},
      { withdrawn: new Set(['m1', 'm2']) },
      { side: 'mentee', agreed: false },
      [' meeting.mentorWithdrawn'],
    ],
    [
      'with mentees who all withdrew',
      {},
      { withdrawn: new Set(['a', 'b']) },
      { side: 'mentor', agreed: false },
      [' planned.menteeWithdrawn'],
    ],
  ];
  for (const [what, fields, pair, caller, problems] of refused) {
    it(`${problems.length === 0 ? 'take' : 'refuse'} a meeting ${what}`, () => {
      const found = plannedProblems({ ...FIELDS, ...fields }, { ...PAIR, ...pair }, TODAY, caller);
      expect(found.map((p) => `${p.path} ${p.code}`)).to.deep.equal(problems);
    });
  }

  const plan = (proposedSide: PlannedSide, state: 'proposed' | 'agreed' = 'proposed') => ({
    state,
    proposedSide,
    proposedBy: proposedSide === 'mentee' ? 'a' : 'm1',
  });
  const answers: [
    what: string,
    by: PlannedSide,
    proposed: PlannedSide,
    answer: PlannedAnswer,
    all: (PlannedAnswer | null)[],
    state: string,
  ][] = [
    ['the only mentee agrees', 'mentee', 'mentor', 'agrees', ['agrees'], 'agreed'],
    ['one of two mentees agrees', 'mentee', 'mentor', 'agrees', ['agrees', null], 'proposed'],
    ['both have agreed', 'mentee', 'mentor', 'agrees', ['agrees', 'agrees'], 'agreed'],
    [
      'one agrees, the other cannot',
      'mentee',
      'mentor',
      'agrees',
      ['declines', 'agrees'],
      'proposed',
    ],
    ['a mentee cannot', 'mentee', 'mentor', 'declines', ['declines'], 'proposed'],
    ['the mentor agrees to a mentee', 'mentor', 'mentee', 'agrees', [null, null], 'agreed'],
    ['the mentor cannot', 'mentor', 'mentee', 'declines', [null], 'proposed'],
    [
      'another mentee agrees to a mentee',
      'mentee',
      'mentee',
      'agrees',
      ['agrees', 'agrees'],
      'proposed',
    ],
    ['staff settle it', 'staff', 'mentor', 'agrees', [null], 'agreed'],
    [
      'the mentees agree to staff, the mentor has not',
      'mentee',
      'staff',
      'agrees',
      ['agrees'],
      'proposed',
    ],
  ];
  for (const [what, side, proposed, answer, all, state] of answers) {
    it(`leave a plan ${state} when ${what}`, () => {
      expect(stateAfterAnswer(plan(proposed), { side, personId: 'x' }, answer, all)).to.equal(
        state,
      );
    });
  }

  it('wait for the other side, until it has said something', () => {
    const mentor = { side: 'mentor', personId: 'm1' } as const;
    const mentee = { side: 'mentee', personId: 'b' } as const;
    expect(isAwaited(plan('mentor'), mentor, null)).to.equal(false);
    expect(isAwaited(plan('mentee'), mentor, null)).to.equal(true);
    expect(isAwaited(plan('mentor'), mentee, null)).to.equal(true);
    expect(isAwaited(plan('mentor'), mentee, 'declines')).to.equal(false);
    expect(isAwaited(plan('mentee'), { side: 'mentee', personId: 'a' }, null)).to.equal(false);
    expect(isAwaited(plan('mentor', 'agreed'), mentee, null)).to.equal(false);
    expect(isAwaited(plan('mentor'), { side: 'staff', personId: 'c' }, null)).to.equal(false);
  });

  it('let nobody answer what they proposed, but a mentor settle it', () => {
    const own = { side: 'mentee', personId: 'a' } as const;
    expect(answerProblem(plan('mentee'), own, 'agrees')?.code).to.equal('planned.ownProposal');
    const mentor = { side: 'mentor', personId: 'm1' } as const;
    expect(answerProblem(plan('mentor'), mentor, 'agrees')).to.equal(null);
    expect(answerProblem(plan('mentor'), mentor, 'declines')?.code).to.equal('planned.ownProposal');
    const held = { ...plan('mentor'), state: 'held' as const };
    expect(answerProblem(held, own, 'agrees')?.code).to.equal('planned.held');
  });

  it('ask anew for another day, time or length alone', () => {
    expect(asksAnew(FIELDS, { ...FIELDS, onDate: FIELDS.onDate })).to.equal(false);
    for (const change of [{ onDate: '2026-11-21' }, { startsAt: null }, { minutes: 60 }])
      expect(asksAnew(FIELDS, { ...FIELDS, ...change })).to.equal(true);
  });

  it('want words with «other» alone', () => {
    expect(cancelProblem('other', '')?.path).to.equal('words');
    expect(cancelProblem('other', 'Потоп')).to.equal(null);
    expect(cancelProblem('illness', '')).to.equal(null);
  });

  it('take all for present who did not say no; if all did, all', () => {
    const of = (declined: string[], withdrawn: string[]) =>
      attendeesOf(['a', 'b', 'c'], new Set(declined), new Set(withdrawn));
    expect(of(['a'], [])).to.deep.equal(['b', 'c']);
    expect(of(['a', 'b', 'c'], [])).to.deep.equal(['a', 'b', 'c']);
    expect(of(['b'], ['c'])).to.deep.equal(['a']);
  });
});
