import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../shared/dates.js';

describe('days between dates', () => {
  it('are those of the calendar, for any date that is written as one', () => {
    const digits = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
    const year = fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0'));
    fc.assert(
      fc.property(year, digits, digits, (y, month, day) => {
        const date = `${y}-${month}-${day}`;
        const days = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
        expect(Object.is(daysBetween('1970-01-01', date), days), date).to.equal(true);
      }),
      { numRuns: 2000 },
    );
    expect(daysBetween('2026-02-28', '2026-03-01')).to.equal(1);
    expect(addDays('2027-12-31', 60)).to.equal('2028-02-29');
  });

  it('are no number for what is no date', () => {
    for (const word of ['', '2026-1-1', '2026-13-01', 'завтра', '2026-01-01 '])
      expect(daysBetween('2026-01-01', word), word).to.be.NaN;
  });
});
