import { expect } from 'chai';
import { daysOfMonth, monthLater, weeksOf } from '../../pages/calendar/day-words.js';
import { dueOn, isoOf, readPlanned } from '../../pages/calendar/planned-form.js';

const TODAY = '2026-11-10';

describe('the form of a planned meeting', () => {
  const due: [what: string, startsOn: string, last: string | null, day: string][] = [
    ['the last day of the first week', '2026-11-08', null, '2026-11-15'],
    ['tomorrow, when the first week is over', '2026-10-01', null, '2026-11-11'],
    ['a rhythm after the last one', '2026-09-01', '2026-11-05', '2026-11-19'],
    ['tomorrow, when the rhythm is over', '2026-09-01', '2026-10-01', '2026-11-11'],
    ['within a week of a start that lies ahead', '2026-12-01', null, '2026-12-08'],
  ];
  for (const [what, startsOn, lastMeetingOn, day] of due) {
    it(`offers ${what}`, () => {
      expect(dueOn({ startsOn, lastMeetingOn }, 14, TODAY)).to.equal(day);
    });
  }

  it('reads dates as people write them, and days to leave out however they are parted', () => {
    expect(['1.2.2027', '01.02.2027', '2027-02-01', 'завтра'].map(isoOf)).to.deep.equal([
      '2027-02-01',
      '2027-02-01',
      '2027-02-01',
      'завтра',
    ]);
    const body = { 'repeat.unit': 'week', 'repeat.skip': '08.03.2027, 01.05.2027;9.5.2027' };
    expect(readPlanned(body).repeat?.skip).to.deep.equal([
      '2027-03-08',
      '2027-05-01',
      '2027-05-09',
    ]);
    expect(readPlanned({ 'repeat.unit': '', 'repeat.every': '1' }).repeat).to.equal(null);
  });

  it('takes an address without its beginning for https, and leaves others to the service', () => {
    expect(readPlanned({ link: 'room.example/1' }).link).to.equal('https://room.example/1');
    expect(readPlanned({ link: 'javascript:alert(1)' }).link).to.equal('javascript:alert(1)');
  });
});

describe('the weeks of a month', () => {
  const months: [month: string, first: string, last: string, days: number][] = [
    ['2026-11', '2026-10-26', '2026-12-06', 42],
    ['2027-02', '2027-02-01', '2027-02-28', 28],
    ['2028-02', '2028-01-31', '2028-03-05', 35],
    ['2026-03', '2026-02-23', '2026-04-05', 42],
  ];
  for (const [month, first, last, n] of months) {
    it(`of ${month} begin on a Monday and hold all of it`, () => {
      const days = weeksOf(month);
      expect([days[0], days.at(-1), days.length]).to.deep.equal([first, last, n]);
      expect(new Set(days).size).to.equal(n);
      const { from, to } = daysOfMonth(month);
      expect(days).to.include.members([from, to]);
    });
  }

  it('follow each other over the end of a year', () => {
    expect([monthLater('2026-12', 1), monthLater('2027-01', -1)]).to.deep.equal([
      '2027-01',
      '2026-12',
    ]);
  });
});
