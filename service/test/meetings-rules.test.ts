import { expect } from 'chai';
import { addDays, daysBetween, mondayOf, yearAfter } from '../../shared/dates.js';
import type { MeetingFields } from '../api/meetings.js';
import { meetingFields } from '../api/meetings.js';
import { asksAgain, meetingProblems, responseProblems } from '../meetings/meeting-rules.js';

const TODAY = '2026-11-10';
const MENTEE = '0192f0a0-0000-7000-8000-000000000001';
const OTHER = '0192f0a0-0000-7000-8000-000000000002';
const PAIR = { state: 'active' as const, startsOn: '2026-09-01', menteeIds: new Set([MENTEE]) };

const fields = (overrides: Partial<MeetingFields> = {}): MeetingFields => ({
  kind: 'regular',
  heldOn: '2026-11-03',
  minutes: 45,
  format: 'in_person',
  topic: null,
  done: '',
  agreed: '',
  nextOn: null,
  attendeeIds: [MENTEE],
  links: [],
  ...overrides,
});

describe('meetings: what may be logged', () => {
  const cases: [string, Partial<MeetingFields>, string[]][] = [
    ['a meeting of last week', {}, []],
    ['one of today', { heldOn: TODAY }, []],
    ['one of tomorrow', { heldOn: '2026-11-11' }, ['heldOn meeting.inFuture']],
    ['one of the far future', { heldOn: '2999-01-01' }, ['heldOn meeting.inFuture']],
    ['one of the first day', { heldOn: '2026-09-01' }, []],
    ['one before the pair', { heldOn: '2026-08-31' }, ['heldOn meeting.beforePair']],
    ['five minutes', { minutes: 5 }, []],
    ['twelve hours', { minutes: 720 }, []],
    ['no time at all', { minutes: 0 }, ['minutes meeting.minutes']],
    ['twenty-five hours', { minutes: 1500 }, ['minutes meeting.minutes']],
    [
      'somebody else’s mentee',
      { attendeeIds: [MENTEE, OTHER] },
      ['attendeeIds.1 meeting.notOfPair'],
    ],
    ['the next one the day after', { nextOn: '2026-11-04' }, []],
    ['the next one on the same day', { nextOn: '2026-11-03' }, ['nextOn meeting.nextNotAfter']],
    ['the next one before', { nextOn: '2026-11-01' }, ['nextOn meeting.nextNotAfter']],
    ['the next one in a year', { nextOn: '2027-11-03' }, []],
    ['the next one in more than a year', { nextOn: '2027-11-04' }, ['nextOn meeting.nextTooFar']],
    [
      'several faults at once',
      { heldOn: '2026-11-11', minutes: 1, attendeeIds: [OTHER] },
      ['heldOn meeting.inFuture', 'minutes meeting.minutes', 'attendeeIds.0 meeting.notOfPair'],
    ],
  ];
  for (const [name, overrides, expected] of cases) {
    it(name, () => {
      const problems = meetingProblems(fields(overrides), PAIR, TODAY);
      expect(problems.map((p) => `${p.path} ${p.code}`)).to.deep.equal(expected);
    });
  }

  it('says the dates that the person needs', () => {
    const [future] = meetingProblems(fields({ heldOn: '2026-12-01' }), PAIR, TODAY);
    expect(future?.params).to.deep.equal({ today: TODAY });
    const [before] = meetingProblems(fields({ heldOn: '2026-01-01' }), PAIR, TODAY);
    expect(before?.params).to.deep.equal({ startsOn: '2026-09-01' });
  });

  for (const state of ['draft', 'paused', 'completed', 'terminated'] as const) {
    it(`nothing to a pair that is ${state}`, () => {
      expect(meetingProblems(fields(), { ...PAIR, state }, TODAY)).to.deep.equal([
        { path: '', code: 'meeting.pairClosed' },
      ]);
    });
  }
});

describe('meetings: what the schema refuses', () => {
  const code = (overrides: Record<string, unknown>) => {
    const result = meetingFields.safeParse({ ...fields(), ...overrides });
    return result.success
      ? 'accepted'
      : result.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join();
  };
  it('a date that does not exist', () =>
    expect(code({ heldOn: '2026-02-30' })).to.equal('heldOn date.format'));
  it('text of 100,000 characters', () =>
    expect(code({ done: 'я'.repeat(100_000) })).to.equal('done text.tooLong'));
  it('a topic that is none', () => expect(code({ topic: 'weather' })).to.contain('topic'));
  for (const url of [
    'javascript:alert(1)',
    'ftp://a.example/x',
    'http://',
    'file:///etc/passwd',
    'нет',
  ]) {
    it(`the link ${url}`, () =>
      expect(code({ links: [{ url }] })).to.equal('links.0.url link.invalid'));
  }
  it('takes http and https', () => {
    expect(
      code({ links: [{ url: 'https://a.example/x?y=1' }, { url: 'http://b.example' }] }),
    ).to.equal('accepted');
  });
});

describe('meetings: who is asked to confirm again', () => {
  const was = { heldOn: '2026-11-03', minutes: 45, attendeeIds: ['a', 'b'] };
  const all = ['a', 'b', 'c'];
  const cases: [string, Partial<typeof was>, string[]][] = [
    ['nobody when only texts changed', {}, []],
    ['everybody when the date changed', { heldOn: '2026-11-04' }, all],
    ['everybody when the length changed', { minutes: 60 }, all],
    ['those whose coming changed', { attendeeIds: ['a', 'c'] }, ['b', 'c']],
    ['nobody when the order of ticks changed', { attendeeIds: ['b', 'a'] }, []],
  ];
  for (const [name, after, expected] of cases) {
    it(name, () => expect(asksAgain(was, { ...was, ...after }, all, [])).to.deep.equal(expected));
  }
  it('who came and disputed, whatever changed; who did not come stays as they are', () => {
    expect(asksAgain(was, was, all, ['b', 'c'])).to.deep.equal(['b']);
  });
});

describe('meetings: what a mentee may answer', () => {
  const cases: [
    boolean,
    'waiting' | 'confirmed',
    'confirmed' | 'disputed',
    'active' | 'completed',
    string?,
  ][] = [
    [true, 'waiting', 'confirmed', 'active'],
    [true, 'waiting', 'disputed', 'active'],
    [true, 'confirmed', 'disputed', 'active'],
    [true, 'waiting', 'confirmed', 'completed'],
    [true, 'confirmed', 'disputed', 'completed', 'meeting.pairClosed'],
    [false, 'waiting', 'disputed', 'active'],
    [false, 'waiting', 'confirmed', 'active', 'meeting.notAttended'],
  ];
  for (const [came, confirmation, decision, state, code] of cases) {
    it(`${came ? 'came' : 'absent'}, ${confirmation} → ${decision}, pair ${state}: ${code ?? 'taken'}`, () => {
      const [problem] = responseProblems({ came, confirmation }, decision, state);
      expect(problem?.code).to.equal(code);
    });
  }
});

describe('dates', () => {
  it('find the Monday, also before 1970 and over the turn of a year', () => {
    expect(['2026-11-09', '2026-11-15', '2027-01-01', '1969-12-31'].map(mondayOf)).to.deep.equal([
      '2026-11-09',
      '2026-11-09',
      '2026-12-28',
      '1969-12-29',
    ]);
  });
  it('count days over summer time and leap days', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).to.equal(31);
    expect(addDays('2028-02-28', 2)).to.equal('2028-03-01');
    expect(yearAfter('2028-02-29')).to.equal('2029-02-28');
  });
});
