import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../shared/dates.js';
import {
  comingProblems,
  dayProblems,
  joiningProblems,
  orderProblems,
  type PairFacts,
  pauseProblems,
  prolongProblems,
  resumeProblems,
} from '../pair-life/life-rules.js';
import { rhythmOf } from '../pairs/pair-rules.js';
import { type Pause, pausedDays, silentSince } from '../pairs/pause-rules.js';
import { dueMeetings, type PairSpan } from '../progress/progress-rules.js';

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

const START = '2026-01-01';
const day = (n: number) => addDays(START, n);
const pauses = fc.array(
  fc.tuple(fc.nat(120), fc.option(fc.nat(40), { nil: null })).map(
    ([from, length]): Pause => ({
      fromOn: day(from),
      endedOn: length === null ? null : day(from + length),
    }),
  ),
  { maxLength: 5 },
);

describe('the life of a pair: days that do not count', () => {
  const cases: [string, Pause[], string, string, number][] = [
    ['no pause', [], day(0), day(30), 0],
    ['within', [{ fromOn: day(5), endedOn: day(15) }], day(0), day(30), 10],
    ['begun before', [{ fromOn: day(0), endedOn: day(15) }], day(10), day(30), 5],
    ['ends after', [{ fromOn: day(25), endedOn: day(50) }], day(0), day(30), 5],
    ['lasts', [{ fromOn: day(25), endedOn: null }], day(0), day(30), 5],
    ['of no length', [{ fromOn: day(5), endedOn: day(5) }], day(0), day(30), 0],
    ['elsewhere', [{ fromOn: day(40), endedOn: day(50) }], day(0), day(30), 0],
    [
      'two that overlap count once',
      [
        { fromOn: day(5), endedOn: day(15) },
        { fromOn: day(10), endedOn: day(20) },
      ],
      day(0),
      day(30),
      15,
    ],
  ];
  for (const [title, list, from, until, days] of cases) {
    it(`${title}: ${days}`, () => expect(pausedDays(list, from, until)).to.equal(days));
  }

  it('are those that lie in some pause, each once, in whatever order the pauses come', () => {
    fc.assert(
      fc.property(pauses, fc.nat(150), fc.nat(150), (list, a, b) => {
        const [from, until] = a <= b ? [a, b] : [b, a];
        const rests = (n: number) =>
          list.some(
            (one) => one.fromOn <= day(n) && (one.endedOn === null || day(n) < one.endedOn),
          );
        const expected = Array.from({ length: until - from }, (_, n) => from + n).filter(rests);
        expect(pausedDays(list, day(from), day(until))).to.equal(expected.length);
        expect(pausedDays([...list].reverse(), day(from), day(until))).to.equal(expected.length);
      }),
    );
  });

  it('are taken out of the silence: as many days of it after a pause as before', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(60), fc.nat(30), (before, length, after) => {
        const fromOn = day(before);
        const endedOn = day(before + length);
        const since = silentSince(START, [{ fromOn, endedOn }]);
        expect(daysBetween(since, day(before + length + after))).to.equal(before + after);
      }),
    );
  });

  it('a pause before the last meeting changes nothing, nor does one that lasts', () => {
    expect(silentSince(day(20), [{ fromOn: day(0), endedOn: day(10) }])).to.equal(day(20));
    expect(silentSince(day(20), [{ fromOn: day(30), endedOn: null }])).to.equal(day(20));
  });

  it('a pair is not out of rhythm for the days of its pause', () => {
    const pair = { state: 'active' as const, startsOn: day(0), lastMeetingOn: day(10) };
    const rule = { meetingEveryDays: 14 };
    expect(rhythmOf(pair, rule, day(50)).rhythm).to.equal('out');
    const since = silentSince(day(10), [{ fromOn: day(15), endedOn: day(45) }]);
    expect(rhythmOf({ ...pair, silentSince: since }, rule, day(50))).to.deep.equal({
      rhythm: 'in_rhythm',
      reason: { code: 'in_rhythm', days: 10 },
    });
  });

  const RULES = {
    today: day(100),
    programmeEndsOn: day(300),
    meetingEveryDays: 14,
    weights: { meetings: 1 },
  };
  const span = (overrides: Partial<PairSpan> = {}): PairSpan => ({
    pairId: 'p',
    state: 'active',
    startsOn: day(0),
    endsOn: day(200),
    joinedOn: day(0),
    leftOn: null,
    lastMeetingOn: null,
    ...overrides,
  });
  const due: [string, Partial<PairSpan>, number | null][] = [
    ['a hundred days', {}, 7],
    ['thirty of them a pause', { pauses: [{ fromOn: day(20), endedOn: day(50) }] }, 5],
    ['a pause of all but a day', { pauses: [{ fromOn: day(1), endedOn: day(100) }] }, 1],
    [
      'a pause after the leaving',
      { leftOn: day(50), pauses: [{ fromOn: day(60), endedOn: day(90) }] },
      3,
    ],
    [
      'a pause before the joining',
      { joinedOn: day(50), pauses: [{ fromOn: day(10), endedOn: day(40) }] },
      3,
    ],
    ['paused now', { state: 'paused', pauses: [{ fromOn: day(90), endedOn: null }] }, null],
    [
      'over, after a pause',
      {
        state: 'completed',
        lastMeetingOn: day(80),
        pauses: [{ fromOn: day(10), endedOn: day(40) }],
      },
      3,
    ],
  ];
  for (const [title, overrides, meetings] of due) {
    it(`meetings due: ${title} → ${meetings}`, () =>
      expect(dueMeetings(span(overrides), RULES)).to.equal(meetings));
  }

  it('never make more meetings due, and at least one once it has begun', () => {
    fc.assert(
      fc.property(pauses, (list) => {
        const without = dueMeetings(span(), RULES) ?? 0;
        const having = dueMeetings(span({ pauses: list }), RULES) ?? 0;
        expect(having).to.be.within(1, without);
      }),
    );
  });
});

describe('the life of a pair: what is refused', () => {
  const input = { reason: 'practice', note: null, fromOn: TODAY, untilOn: null };
  const pausing: [
    string,
    Partial<typeof input> & { untilOn?: string | null; note?: string | null },
    Partial<PairFacts>,
    string,
  ][] = [
    ['a pause from today', {}, {}, ''],
    ['with its end', { untilOn: '2026-12-01' as never }, {}, ''],
    ['of a pair that rests', {}, { state: 'paused' }, ': life.notActive'],
    ['of one that is over', {}, { state: 'completed' }, ': life.notActive'],
    ['ahead', { fromOn: '2026-11-11' }, {}, 'fromOn: life.future'],
    ['before the pair', { fromOn: '2026-08-31' }, {}, 'fromOn: life.beforeStart'],
    ['before the last meeting', { fromOn: '2026-10-19' }, {}, 'fromOn: life.meetingAfter'],
    ['on the day of the last meeting', { fromOn: '2026-10-20' }, {}, ''],
    [
      'within the last pause',
      { fromOn: '2026-11-01' },
      { resumedOn: '2026-11-05' },
      'fromOn: life.withinPause',
    ],
    ['reversed', { untilOn: '2026-11-09' as never }, {}, 'untilOn: dates.order'],
    ['beyond the end', { untilOn: '2027-07-01' as never }, {}, 'untilOn: life.afterEnd'],
    ['other, without a word', { reason: 'other' }, {}, 'note: life.note'],
    ['other, with one', { reason: 'other', note: 'Ремонт' as never }, {}, ''],
  ];
  for (const [title, change, pair, expected] of pausing) {
    it(`pause: ${title} → ${expected || 'fine'}`, () =>
      expect(said(pauseProblems({ ...input, ...change }, facts(pair), TODAY))).to.equal(expected));
  }

  const paused = { state: 'paused', pausedFrom: '2026-11-01' } as const;
  for (const [onDate, pair, expected] of [
    [TODAY, paused, ''],
    ['2026-11-01', paused, ''],
    ['2026-10-31', paused, 'onDate: life.beforePause'],
    ['2026-11-11', paused, 'onDate: life.future'],
    [TODAY, {}, ': life.notPaused'],
    // Paused before pauses were kept: any day will do.
    ['2026-10-01', { state: 'paused' }, ''],
  ] as [string, Partial<PairFacts>, string][]) {
    it(`resume on ${onDate} → ${expected || 'fine'}`, () =>
      expect(said(resumeProblems(onDate, facts(pair), TODAY))).to.equal(expected));
  }

  const coming = {
    personId: 'new',
    isMentor: true,
    withdrawn: false,
    places: 2,
    forbidden: null,
    together: false,
  };
  const people = { mentorIds: ['old', 'second'], menteeIds: ['a', 'b'], leavingId: 'old' };
  for (const [title, change, of, expected] of [
    ['with room for all', {}, {}, ''],
    ['who was there', { personId: 'old' }, {}, 'comingId: life.sameMentor'],
    ['who is there beside', { personId: 'second' }, {}, 'comingId: pair.twice'],
    ['who is a mentee of it', { personId: 'a' }, {}, 'comingId: pair.bothSides'],
    ['without the role', { isMentor: false }, {}, 'comingId: pair.notMentor'],
    ['whose consent is withdrawn', { withdrawn: true }, {}, 'comingId: pair.personWithdrawn'],
    ['a parent', { forbidden: 'relation' }, {}, 'comingId: life.forbidden.relation'],
    ['who is banned', { forbidden: 'ban' }, {}, 'comingId: life.forbidden.ban'],
    ['who has one of them', { together: true }, {}, 'comingId: pair.exists'],
    ['with one place for two', { places: 1 }, {}, 'comingId: life.noPlaces'],
    ['for somebody who is not there', {}, { leavingId: 'x' }, 'leavingId: life.notTheirMentor'],
  ] as [string, Partial<Parameters<typeof comingProblems>[0]>, Partial<typeof people>, string][]) {
    it(`another mentor ${title} → ${expected || 'fine'}`, () =>
      expect(said(comingProblems({ ...coming, ...change }, { ...people, ...of }))).to.equal(
        expected,
      ));
  }

  const joining = {
    personId: 'new',
    isMentee: true,
    withdrawn: false,
    together: false,
    forbidden: null,
    full: false,
    leftOn: null,
  };
  const group = { format: 'group', mentorIds: ['m'], menteeIds: ['a'] };
  for (const [title, change, of, expected] of [
    ['who is free', {}, {}, ''],
    ['into an individual pair', {}, { format: 'individual' }, 'personId: life.individual'],
    ['who is there', { personId: 'a' }, {}, 'personId: life.thereAlready'],
    ['who is its mentor', { personId: 'm' }, {}, 'personId: pair.bothSides'],
    ['without the role', { isMentee: false }, {}, 'personId: pair.notMentee'],
    ['whose consent is withdrawn', { withdrawn: true }, {}, 'personId: pair.personWithdrawn'],
    ['of this mentor already', { together: true }, {}, 'personId: pair.exists'],
    ['of a mentor without room', { full: true }, {}, 'personId: life.mentorFull'],
    ['back before they left', { leftOn: '2026-11-11' }, {}, 'onDate: life.beforeLeaving'],
    ['back after it', { leftOn: '2026-11-01' }, {}, ''],
    [
      'the thirty-first',
      {},
      { menteeIds: Array.from({ length: 30 }, String) },
      'personId: pair.tooMany',
    ],
  ] as [string, Partial<Parameters<typeof joiningProblems>[0]>, Partial<typeof group>, string][]) {
    it(`a mentee ${title} → ${expected || 'fine'}`, () =>
      expect(said(joiningProblems({ ...joining, ...change }, { ...group, ...of }, TODAY))).to.equal(
        expected,
      ));
  }

  it('a later end is later, and within the year with its tolerance', () => {
    const year = { endsOn: '2027-08-31' };
    const at = (endsOn: string) => said(prolongProblems(endsOn, facts(), year));
    expect(at('2027-06-30')).to.equal('endsOn: life.notLater');
    expect(at('2027-07-01')).to.equal('');
    expect(at('2027-12-01')).to.equal('');
    expect(at('2027-12-02')).to.equal('endsOn: pair.outsideYear');
  });

  it('the date of an order needs its number and lies near the pair', () => {
    const at = (orderNumber: string | null, orderDate: string | null) =>
      said(orderProblems({ orderNumber, orderDate }, facts()));
    expect(at(null, null)).to.equal('');
    expect(at('5', null)).to.equal('');
    expect(at(null, TODAY)).to.equal('orderNumber: pair.orderNumber');
    expect(at('5', '2027-07-01')).to.equal('orderDate: pair.orderDate');
  });

  it('a day lies within the pair, not ahead, and no meeting comes after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (n) => {
        const onDate = addDays(TODAY, n);
        const fine = onDate <= TODAY && onDate >= '2026-10-20';
        expect(dayProblems(onDate, facts(), TODAY).length).to.equal(fine ? 0 : 1);
      }),
    );
  });
});
