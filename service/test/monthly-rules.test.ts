import { expect } from 'chai';
import {
  activeDays,
  closesOn,
  dueOn,
  figuresOf,
  isAsked,
  latestClosed,
  latestMonth,
  missedRun,
  monthsFrom,
  openMonth,
  opensOn,
  type Place,
} from '../monthly-feedback/monthly-rules.js';

const place = (overrides: Partial<Place> = {}): Place => ({
  state: 'active',
  startsOn: '2026-09-01',
  closedOn: null,
  joinedOn: '2026-09-01',
  leftOn: null,
  pauses: [],
  ...overrides,
});

describe('monthly feedback', () => {
  it('is asked for from the last five days of a month to the tenth of the next', () => {
    const cases: [today: string, open: string | null, latest: string, closed: string][] = [
      ['2026-11-10', '2026-10', '2026-10', '2026-09'],
      ['2026-11-11', null, '2026-10', '2026-10'],
      ['2026-11-25', null, '2026-10', '2026-10'],
      ['2026-11-26', '2026-11', '2026-11', '2026-10'],
      ['2026-12-31', '2026-12', '2026-12', '2026-11'],
      ['2027-01-01', '2026-12', '2026-12', '2026-11'],
      ['2028-02-24', null, '2028-01', '2028-01'],
      ['2028-02-25', '2028-02', '2028-02', '2028-01'],
    ];
    for (const [today, open, latest, closed] of cases) {
      expect(openMonth(today), today).to.equal(open);
      expect(latestMonth(today), today).to.equal(latest);
      expect(latestClosed(today), today).to.equal(closed);
    }
    expect(dueOn('2028-02')).to.equal('2028-02-29');
    expect(opensOn('2026-11')).to.equal('2026-11-26');
    expect(closesOn('2026-12')).to.equal('2027-01-10');
    expect(monthsFrom('2026-11', '2027-02')).to.have.length(4);
  });

  it('asks who was in a working pair for two weeks of the month', () => {
    const cases: [what: string, of: Partial<Place>, days: number][] = [
      ['the whole month', {}, 31],
      ['a draft never', { state: 'draft' }, 0],
      ['a pair that began on the 18th: fourteen days', { startsOn: '2026-10-18' }, 14],
      ['somebody who came on the 19th', { joinedOn: '2026-10-19' }, 13],
      ['somebody who left on the 15th', { leftOn: '2026-10-15' }, 14],
      ['a pair that ended on the 5th', { state: 'completed', closedOn: '2026-10-05' }, 4],
      ['one that ended before it', { state: 'completed', closedOn: '2026-09-20' }, 0],
      ['a rest of three weeks', { pauses: [{ fromOn: '2026-10-05', endedOn: '2026-10-26' }] }, 10],
      [
        'a rest that lasts',
        { state: 'paused', pauses: [{ fromOn: '2026-10-16', endedOn: null }] },
        15,
      ],
    ];
    for (const [what, of, days] of cases) {
      expect(activeDays(place(of), '2026-10'), what).to.equal(days);
      expect(isAsked(place(of), '2026-10'), what).to.equal(days >= 14);
    }
  });

  it('counts months without an answer up to the last closed one; one that did not ask breaks nothing', () => {
    const run = (today: string, answered: string[] = [], of: Partial<Place> = {}) =>
      missedRun(place(of), new Set(answered), { first: '2026-09', today });
    expect(run('2026-11-10')).to.deep.equal(['2026-09']);
    expect(run('2026-11-11')).to.deep.equal(['2026-09', '2026-10']);
    expect(run('2026-11-11', ['2026-10'])).to.deep.equal([]);
    expect(run('2026-11-11', ['2026-09'])).to.deep.equal(['2026-10']);
    const rest = { pauses: [{ fromOn: '2026-10-01', endedOn: '2026-11-01' }] };
    expect(run('2026-12-11', [], rest)).to.deep.equal(['2026-09', '2026-11']);
    expect(missedRun(place(), new Set(), { first: '2026-12', today: '2026-11-11' })).to.deep.equal(
      [],
    );
  });

  it('tells no mean of fewer than five', () => {
    const said = (side: 'mentor' | 'mentee', n: number) =>
      Array.from({ length: n }, (_, at) => ({ side, relation: at % 2 === 0 ? 5 : 4, useful: 3 }));
    const four = figuresOf('2026-10', 10, said('mentee', 4));
    expect(four).to.deep.include({ asked: 10, answered: 4, useful: null });
    expect(four.relation).to.deep.equal({ mentor: null, mentee: null });
    const nine = figuresOf('2026-10', 10, [...said('mentee', 5), ...said('mentor', 4)]);
    expect(nine.relation).to.deep.equal({ mentor: null, mentee: 4.6 });
    expect(nine.useful).to.equal(3);
  });
});
