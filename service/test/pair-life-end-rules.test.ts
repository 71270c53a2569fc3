import { expect } from 'chai';
import type { PairEvent } from '../api/pair-life.js';
import { closes, earlyEndProblems, plannedEndProblems } from '../pair-life/ending-rules.js';
import { eventFor, type HistoryReader } from '../pair-life/history-rules.js';
import type { PairFacts } from '../pair-life/life-rules.js';
import { hidingProblems, mayThank, readsThanks, thanksFrom } from '../pair-life/thanks-rules.js';

const TODAY = '2026-11-10';
const facts = (overrides: Partial<PairFacts> = {}): PairFacts => ({
  state: 'active',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  lastMeetingOn: '2026-10-20',
  pausedFrom: null,
  resumedOn: null,
  ...overrides,
});
const said = (problems: { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path}: ${code}`).join(', ');

describe('the life of a pair: its end', () => {
  const end = {
    onDate: TODAY,
    reason: 'moved',
    note: null,
    talkHeld: false,
    talkOn: null,
    next: [{ personId: 'a', next: 'none' as const }],
  };
  const pair = { ...facts(), menteeIds: ['a'] };
  for (const [title, change, of, expected] of [
    ['is fine', {}, {}, ''],
    ['of what is over', {}, { state: 'terminated' }, ': life.notUnderWay'],
    ['of a draft', {}, { state: 'draft' }, ': life.notUnderWay'],
    ['of a pair that rests', {}, { state: 'paused' }, ''],
    ['before the last meeting', { onDate: '2026-10-01' }, {}, 'onDate: life.meetingAfter'],
    ['other without a word', { reason: 'other' }, {}, 'note: life.note'],
    ['with a talk of no day', { talkHeld: true }, {}, 'talkOn: life.talkOn'],
    ['with a day and no talk', { talkOn: TODAY }, {}, 'talkOn: life.talkNotHeld'],
    ['with a talk ahead', { talkHeld: true, talkOn: '2026-11-11' }, {}, 'talkOn: life.future'],
    ['with a word missing', { next: [] }, {}, 'next.a: life.next'],
    [
      'with a stranger',
      { next: [...end.next, { personId: 'x', next: 'none' }] },
      {},
      'next.x: life.notTheirMentee',
    ],
  ] as [string, Partial<Parameters<typeof earlyEndProblems>[0]>, Partial<PairFacts>, string][]) {
    it(`early: ${title} → ${expected || 'fine'}`, () =>
      expect(said(earlyEndProblems({ ...end, ...change }, { ...pair, ...of }, TODAY))).to.equal(
        expected,
      ));
  }

  const planned = {
    decision: 'end' as const,
    onDate: TODAY,
    noClosing: null,
    continuation: null,
    nextStartsOn: null,
    nextEndsOn: null,
  };
  for (const [title, change, closing, expected] of [
    ['with its closing meeting', {}, TODAY, ''],
    ['without one', {}, null, 'noClosing: life.noClosing'],
    ['without one, told why', { noClosing: 'Болел' }, null, ''],
    ['change, as an end', { decision: 'change' }, TODAY, ''],
    [
      'to go on, but how',
      { decision: 'continue', nextEndsOn: '2027-08-01' },
      TODAY,
      'continuation: life.how',
    ],
    [
      'to go on until when',
      { decision: 'continue', continuation: 'prolonged' },
      null,
      'nextEndsOn: required',
    ],
    [
      'to be prolonged',
      { decision: 'continue', continuation: 'prolonged', nextEndsOn: '2027-08-01' },
      null,
      '',
    ],
    [
      'followed by one of no beginning',
      { decision: 'continue', continuation: 'following', nextEndsOn: '2027-08-01' },
      TODAY,
      'nextStartsOn: required',
    ],
    [
      'followed before its end',
      {
        decision: 'continue',
        continuation: 'following',
        nextStartsOn: '2026-11-01',
        nextEndsOn: '2027-08-01',
      },
      TODAY,
      'nextStartsOn: life.followsBefore',
    ],
  ] as [string, Partial<Parameters<typeof plannedEndProblems>[0]>, string | null, string][]) {
    it(`by decision: ${title} → ${expected || 'fine'}`, () =>
      expect(said(plannedEndProblems({ ...planned, ...change }, facts(), closing, TODAY))).to.equal(
        expected,
      ));
  }

  it('a pair that is prolonged is not over', () => {
    expect(closes({ decision: 'continue', continuation: 'prolonged' })).to.equal(false);
    expect(closes({ decision: 'continue', continuation: 'following' })).to.equal(true);
    expect(closes({ decision: 'change', continuation: null })).to.equal(true);
  });
});

describe('the life of a pair: thanks', () => {
  it('are given in the last thirty days, and after the end', () => {
    const pair = (state: 'active' | 'draft' | 'completed' | 'terminated') => ({
      state,
      endsOn: '2027-06-30',
    });
    expect(thanksFrom(pair('active'))).to.equal('2027-05-31');
    expect(mayThank(pair('active'), '2027-05-30')).to.equal(false);
    expect(mayThank(pair('active'), '2027-05-31')).to.equal(true);
    expect(mayThank(pair('draft'), '2027-06-30')).to.equal(false);
    expect(mayThank(pair('terminated'), '2026-11-10')).to.equal(true);
    expect(mayThank(pair('completed'), '2029-01-01')).to.equal(true);
  });

  it('are read by the other side, the author and the staff; hidden ones not by the other side', () => {
    const of = (hidden: boolean) => ({ side: 'mentee' as const, personId: 'a', hidden });
    const reads = (side: 'mentor' | 'mentee' | null, personId: string, hidden = false) =>
      readsThanks({ side, personId }, of(hidden));
    expect(reads('mentor', 'm')).to.equal(true);
    expect(reads('mentor', 'm', true)).to.equal(false);
    expect(reads('mentee', 'a', true)).to.equal(true);
    expect(reads('mentee', 'b')).to.equal(false);
    expect(reads(null, 'c', true)).to.equal(true);
  });

  it('are hidden with a reason only', () => {
    expect(hidingProblems(true, null).length).to.equal(1);
    expect(hidingProblems(true, 'Грубо')).to.deep.equal([]);
    expect(hidingProblems(false, null)).to.deep.equal([]);
  });
});

describe('the life of a pair: who reads what of its history', () => {
  const event = (overrides: Partial<PairEvent>): PairEvent => ({
    eventId: 'e',
    kind: 'terminated',
    onDate: TODAY,
    person: null,
    other: null,
    reason: null,
    reasonKept: false,
    note: 'только для колледжа',
    fromDate: null,
    toDate: null,
    orderNumber: null,
    orderDate: null,
    initiative: 'mentee',
    decision: null,
    talkOn: null,
    talkHeld: false,
    noClosing: 'Болел',
    by: 'Координатор',
    at: '2026-11-10T09:00:00.000Z',
    ...overrides,
  });
  const reader = (role: HistoryReader['role'], leftOn: string | null = null): HistoryReader => ({
    role,
    personId: 'p',
    joinedOn: '2026-09-01',
    leftOn,
  });

  it('the people of a pair get what happened, and nothing of why', () => {
    for (const kind of ['terminated', 'mentor_changed', 'mentee_left', 'completed'] as const) {
      for (const role of ['mentor', 'mentee'] as const) {
        const seen = eventFor(event({ kind, reason: 'conflict' }), reader(role));
        expect(seen).to.deep.include({ kind, reason: null, reasonKept: false, note: null });
        expect(seen).to.deep.include({
          initiative: null,
          noClosing: null,
          talkHeld: null,
          by: null,
        });
      }
    }
  });

  it('a pause says why to them only where that is nobody’s secret', () => {
    const of = (reason: string) => eventFor(event({ kind: 'paused', reason }), reader('mentee'));
    expect(of('practice')?.reason).to.equal('practice');
    expect(of('illness')?.reason).to.equal(null);
    expect(of('conflict')?.reason).to.equal(null);
  });

  it('a concern for safety is the coordinator’s alone', () => {
    const safety = event({ reason: 'safety' });
    expect(eventFor(safety, reader('coordinator'))).to.deep.equal(safety);
    for (const role of ['curator', 'head', 'system'] as const) {
      const seen = eventFor(safety, reader(role));
      expect(seen).to.deep.include({
        reason: null,
        reasonKept: true,
        note: null,
        initiative: null,
      });
    }
    for (const role of ['mentor', 'mentee'] as const)
      expect(JSON.stringify(eventFor(safety, reader(role)))).not.to.match(/safety|true/);
  });

  it('where a mentee goes is the coordinator’s alone', () => {
    const next = event({ kind: 'mentee_next', reason: 'psychologist' });
    expect(eventFor(next, reader('coordinator'))).to.equal(next);
    for (const role of ['curator', 'head', 'mentor', 'mentee'] as const)
      expect(eventFor(next, reader(role))).to.equal(null);
  });

  it('who has left learns nothing of what came after', () => {
    const left = reader('mentor', '2026-11-01');
    expect(eventFor(event({ onDate: '2026-11-02' }), left)).to.equal(null);
    expect(eventFor(event({ onDate: '2026-11-01' }), left)).not.to.equal(null);
  });
});
