import { expect } from 'chai';
import { DateTime } from 'luxon';
import {
  lastWritingDay,
  lettersFrom,
  nextDigest,
  nextRun,
  type QuietSettings,
} from '../reminders/quiet-rules.js';

const MOSCOW = 'Europe/Moscow';
const BERLIN = 'Europe/Berlin';
const NIGHT: QuietSettings = { quietFrom: '21:00', quietTo: '08:00', weekends: true };
const at = (local: string, zone: string) => DateTime.fromISO(local, { zone }).toMillis();
const clockOf = (moment: number, zone: string) =>
  DateTime.fromMillis(moment, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

describe('when letters leave', () => {
  const CASES: [
    what: string,
    zone: string,
    given: Partial<QuietSettings>,
    now: string,
    from: string,
  ][] = [
    ['by day at once', MOSCOW, {}, '2026-11-10T12:30', '2026-11-10T12:30'],
    ['in the evening, the next morning', MOSCOW, {}, '2026-11-10T21:00', '2026-11-11T08:00'],
    ['before midnight', MOSCOW, {}, '2026-11-10T23:59', '2026-11-11T08:00'],
    ['after midnight, the same morning', MOSCOW, {}, '2026-11-11T00:10', '2026-11-11T08:00'],
    ['at the end itself', MOSCOW, {}, '2026-11-11T08:00', '2026-11-11T08:00'],
    [
      'without quiet hours',
      MOSCOW,
      { quietFrom: '00:00', quietTo: '00:00' },
      '2026-11-11T03:00',
      '2026-11-11T03:00',
    ],
    [
      'quiet at noon',
      MOSCOW,
      { quietFrom: '12:00', quietTo: '14:00' },
      '2026-11-11T13:00',
      '2026-11-11T14:00',
    ],
    [
      'on Friday night, on Monday',
      MOSCOW,
      { weekends: false },
      '2026-11-13T22:00',
      '2026-11-16T08:00',
    ],
    ['on Saturday, on Monday', MOSCOW, { weekends: false }, '2026-11-14T12:00', '2026-11-16T08:00'],
    [
      'on Sunday night, on Monday',
      MOSCOW,
      { weekends: false },
      '2026-11-15T23:30',
      '2026-11-16T08:00',
    ],
    ['on Saturday, where weekends are no rest', MOSCOW, {}, '2026-11-14T12:00', '2026-11-14T12:00'],
    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    ['over the night that is an hour shorter', BERLIN, {}, '2026-03-28T22:00', '2026-03-29T08:00'],
    ['over the night that is an hour longer', BERLIN, {}, '2026-10-24T22:00', '2026-10-25T08:00'],
    [
      'whose end is in the hour that is left out',
      BERLIN,
      { quietTo: '02:30' },
      '2026-03-28T23:00',
      '2026-03-29T03:30',
    ],
    [
      'whose end comes twice, at the first',
      BERLIN,
      { quietTo: '02:30' },
      '2026-10-24T23:00',
      '2026-10-25T02:30',
    ],
  ];
  for (const [what, zone, given, now, from] of CASES)
    it(what, () => {
      const settings = { ...NIGHT, ...given };
      expect(clockOf(lettersFrom(at(now, zone), settings, zone), zone)).to.equal(from);
    });

  it('in the hour that comes twice they are not put off again', () => {
    const settings = { ...NIGHT, quietTo: '02:30' };
    const first = lettersFrom(at('2026-10-24T23:00', BERLIN), settings, BERLIN);
    const later = first + 50 * 60_000;
    expect(lettersFrom(later, settings, BERLIN)).to.be.at.most(later + 3_600_000);
    expect(lettersFrom(first, settings, BERLIN)).to.equal(first);
  });

  const DAYS: [weekends: boolean, before: string, last: string][] = [
    [true, '2026-11-16', '2026-11-15'],
    [false, '2026-11-16', '2026-11-13'],
    [false, '2026-11-15', '2026-11-13'],
    [false, '2026-11-14', '2026-11-13'],
    [false, '2026-11-13', '2026-11-12'],
  ];
  for (const [weekends, before, last] of DAYS)
    it(`the last day of letters before ${before}${weekends ? '' : ', weekends off'}: ${last}`, () => {
      expect(lastWritingDay(before, { weekends })).to.equal(last);
    });

  const DIGESTS: [now: string, day: number, hour: number, next: string][] = [
    ['2026-11-10T12:00', 1, 9, '2026-11-16T09:00'],
    ['2026-11-09T08:59', 1, 9, '2026-11-09T09:00'],
    ['2026-11-09T09:00', 1, 9, '2026-11-16T09:00'],
    ['2026-11-10T12:00', 5, 18, '2026-11-13T18:00'],
    ['2026-10-22T12:00', 1, 9, '2026-10-26T09:00'],
  ];
  for (const [now, digestDay, digestHour, next] of DIGESTS)
    it(`the weekly letter after ${now} is of ${next}`, () => {
      const settings = { ...NIGHT, digestDay, digestHour };
      expect(clockOf(nextDigest(at(now, BERLIN), settings, BERLIN), BERLIN)).to.equal(next);
    });

  it('what is looked for daily keeps its hour over a change of the clock', () => {
    const run = nextRun(at('2026-10-24T06:00', BERLIN), { dailyAt: '06:00' }, BERLIN);
    expect(clockOf(run, BERLIN)).to.equal('2026-10-25T06:00');
    expect(nextRun(at('2026-11-10T12:34', MOSCOW), { everyMinutes: 60 }, MOSCOW)).to.equal(
      at('2026-11-10T13:00', MOSCOW),
    );
  });
});
