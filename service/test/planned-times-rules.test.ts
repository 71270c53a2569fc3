import { expect } from 'chai';
import fc from 'fast-check';
import { daysOfSeries, repeatProblems } from '../planned-meetings/series-rules.js';
import { momentOf, overlapping, spanOf } from '../planned-meetings/time-rules.js';

describe('the days of a series', () => {
  const none = { until: null, count: null, skip: [] };
  const cases: [what: string, first: string, repeat: object, days: string[]][] = [
    [
      'three weeks',
      '2026-11-10',
      { unit: 'week', every: 1, count: 3 },
      ['2026-11-10', '2026-11-17', '2026-11-24'],
    ],
    [
      'every second week until a day',
      '2026-11-10',
      { unit: 'week', every: 2, until: '2026-12-08' },
      ['2026-11-10', '2026-11-24', '2026-12-08'],
    ],
    [
      'a day is left out, and counts',
      '2026-12-29',
      { unit: 'week', every: 1, count: 3, skip: ['2027-01-05'] },
      ['2026-12-29', '2027-01-12'],
    ],
    [
      'the first is never left out',
      '2026-12-29',
      { unit: 'week', every: 1, count: 2, skip: ['2026-12-29'] },
      ['2026-12-29', '2027-01-05'],
    ],
    [
      'months without a 31st',
      '2027-01-31',
      { unit: 'month', every: 1, count: 4 },
      ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'],
    ],
    [
      'over the end of a leap February',
      '2028-02-29',
      { unit: 'month', every: 12, count: 2 },
      ['2028-02-29', '2029-02-28'],
    ],
  ];
  for (const [what, first, repeat, days] of cases) {
    it(`are right: ${what}`, () => {
      expect(daysOfSeries(first, { ...none, ...repeat } as never)).to.deep.equal(days);
    });
  }

  it('are never more than sixty, each later than the one before, and the first is the first', () => {
    const date = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2030-12-31'),
      noInvalidDate: true,
    });
    const repeat = fc.record({
      unit: fc.constantFrom('week' as const, 'month' as const),
      every: fc.integer({ min: 1, max: 12 }),
      until: fc.option(
        date.map((d) => d.toISOString().slice(0, 10)),
        { nil: null },
      ),
      count: fc.option(fc.integer({ min: 2, max: 60 }), { nil: null }),
      skip: fc.constant<string[]>([]),
    });
    fc.assert(
      fc.property(date, repeat, (day, how) => {
        const first = day.toISOString().slice(0, 10);
        const days = daysOfSeries(first, how);
        if (how.until === null || how.until >= first) expect(days[0]).to.equal(first);
        expect(days.length).to.be.at.most(60);
        expect([...new Set(days)].sort()).to.deep.equal(days);
      }),
    );
  });

  it('end somewhere: no end, an end before the first, and more than sixty are refused', () => {
    const codes = (repeat: object) =>
      repeatProblems('2026-11-10', { unit: 'week', every: 1, ...none, ...repeat } as never).map(
        (p) => p.code,
      );
    expect(codes({})).to.deep.equal(['planned.repeatEnd']);
    expect(codes({ until: '2026-11-10' })).to.deep.equal(['planned.repeatUntil']);
    expect(codes({ until: '2028-01-10' })).to.deep.equal(['planned.tooMany']);
    expect(codes({ until: '2027-12-28' })).to.deep.equal([]);
    expect(codes({ count: 60 })).to.deep.equal([]);
  });
});

describe('the time of a meeting', () => {
  const cases: [what: string, zone: string, day: string, time: string, utc: string][] = [
    ['winter in Berlin', 'Europe/Berlin', '2026-03-28', '15:00', '2026-03-28T14:00:00Z'],
    ['the day after, summer time', 'Europe/Berlin', '2026-03-29', '15:00', '2026-03-29T13:00:00Z'],
    [
      'an hour that the clock leaves out',
      'Europe/Berlin',
      '2026-03-29',
      '02:30',
      '2026-03-29T01:30:00Z',
    ],
    [
      'an hour that it shows twice: the first',
      'Europe/Berlin',
      '2026-10-25',
      '02:30',
      '2026-10-25T00:30:00Z',
    ],
    ['Moscow has no summer time', 'Europe/Moscow', '2026-07-01', '15:00', '2026-07-01T12:00:00Z'],
    [
      'Novosibirsk before July 2016',
      'Asia/Novosibirsk',
      '2016-07-20',
      '15:00',
      '2016-07-20T09:00:00Z',
    ],
    [
      'Novosibirsk since, an hour earlier in UTC',
      'Asia/Novosibirsk',
      '2016-07-27',
      '15:00',
      '2016-07-27T08:00:00Z',
    ],
    [
      'New York, before its clock is put forward',
      'America/New_York',
      '2026-03-07',
      '15:00',
      '2026-03-07T20:00:00Z',
    ],
    ['New York, after it', 'America/New_York', '2026-03-08', '15:00', '2026-03-08T19:00:00Z'],
    ['Kamchatka, the other day', 'Asia/Kamchatka', '2026-11-10', '08:00', '2026-11-09T20:00:00Z'],
    ['a zone half an hour off', 'America/St_Johns', '2026-11-10', '15:00', '2026-11-10T18:30:00Z'],
  ];
  for (const [what, zone, day, time, utc] of cases) {
    it(`is right: ${what}`, () => {
      expect(new Date(momentOf(day, time, zone)).toISOString()).to.equal(utc.replace('Z', '.000Z'));
    });
  }

  it('keeps the clock of a weekly series over a change of the clock', () => {
    const days = daysOfSeries('2026-10-20', {
      unit: 'week',
      every: 1,
      until: null,
      count: 3,
      skip: [],
    });
    expect(
      days.map((day) => new Date(momentOf(day, '15:00', 'Europe/Berlin')).getUTCHours()),
    ).to.deep.equal([13, 14, 14]);
  });

  const span = (onDate: string, startsAt: string | null, minutes = 60) => ({
    onDate,
    startsAt,
    minutes,
  });
  const overlaps: [
    what: string,
    a: ReturnType<typeof span>,
    b: ReturnType<typeof span>,
    are: boolean,
  ][] = [
    [
      'one inside the other',
      span('2026-11-10', '15:00', 120),
      span('2026-11-10', '15:30', 30),
      true,
    ],
    ['one right after the other', span('2026-11-10', '15:00'), span('2026-11-10', '16:00'), false],
    ['over midnight', span('2026-11-10', '23:30', 90), span('2026-11-11', '00:30'), true],
    [
      'before midnight and the next evening',
      span('2026-11-10', '23:30', 20),
      span('2026-11-11', '00:00'),
      false,
    ],
    [
      'the same time on another day',
      span('2026-11-10', '15:00'),
      span('2026-11-11', '15:00'),
      false,
    ],
    ['without a time', span('2026-11-10', null), span('2026-11-10', '15:00'), false],
  ];
  for (const [what, a, b, are] of overlaps) {
    it(`${are ? 'overlaps' : 'does not overlap'}: ${what}, either way`, () => {
      expect(overlapping([a], [b], 'Europe/Moscow').length).to.equal(are ? 1 : 0);
      expect(overlapping([b], [a], 'Europe/Moscow').length).to.equal(are ? 1 : 0);
    });
  }

  it('lasts as long as it lasts, in the night in which the clock is put back', () => {
    const night = spanOf(span('2026-10-24', '23:00', 300), 'Europe/Berlin');
    expect((night?.to ?? 0) - (night?.from ?? 0)).to.equal(300 * 60_000);
    // 23:00 and five hours are 03:00 on the clock: at half past three it is over.
    expect(
      overlapping(
        [span('2026-10-24', '23:00', 300)],
        [span('2026-10-25', '03:30')],
        'Europe/Berlin',
      ),
    ).to.deep.equal([]);
  });
});
