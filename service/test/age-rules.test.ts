import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import { ageOn, birthDateProblem, comesOfAgeOn } from '../people/age-rules.js';

const dates = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1930-01-01', days));

describe('age rules', () => {
  const CASES: [birthDate: string, day: string, age: string][] = [
    ['2008-11-10', '2026-11-09', 'minor'],
    ['2008-11-10', '2026-11-10', 'adult'],
    ['2008-11-11', '2026-11-10', 'minor'],
    ['2008-12-31', '2026-12-30', 'minor'],
    ['2009-01-01', '2027-01-01', 'adult'],
    ['2008-02-29', '2026-02-28', 'minor'],
    ['2008-02-29', '2026-03-01', 'adult'],
    ['2000-02-29', '2018-02-28', 'minor'],
    ['2000-02-29', '2018-03-01', 'adult'],
  ];
  for (const [birthDate, day, age] of CASES) {
    it(`born on ${birthDate}, on ${day}: ${age}`, () => {
      expect(ageOn({ birthDate, adult: false }, day)).to.equal(age);
    });
  }

  it('is not known without a birth date, unless the person is known to be of age', () => {
    expect(ageOn({ birthDate: null, adult: false }, '2026-11-10')).to.equal('unknown');
    expect(ageOn({ birthDate: null, adult: true }, '2026-11-10')).to.equal('adult');
  });

  it('believes a birth date more than the word «of age»', () => {
    expect(ageOn({ birthDate: '2010-01-01', adult: true }, '2026-11-10')).to.equal('minor');
  });

  it('everybody comes of age once, on a day that exists, and stays so', () => {
    fc.assert(
      fc.property(dates, dates, (birthDate, day) => {
        const from = comesOfAgeOn(birthDate);
        expect(addDays(from, 0)).to.equal(from);
        expect(Number(from.slice(0, 4)) - Number(birthDate.slice(0, 4))).to.equal(18);
        const facts = { birthDate, adult: false };
        expect(ageOn(facts, addDays(from, -1))).to.equal('minor');
        expect(ageOn(facts, day)).to.equal(day >= from ? 'adult' : 'minor');
      }),
    );
  });

  it('who is born later never comes of age earlier', () => {
    fc.assert(
      fc.property(dates, dates, (one, other) => {
        const [earlier, later] = one <= other ? [one, other] : [other, one];
        expect(comesOfAgeOn(earlier) <= comesOfAgeOn(later)).to.equal(true);
      }),
    );
  });

  const TODAY = '2026-11-10';
  const PROBLEMS: [birthDate: string, code: string | null][] = [
    ['2026-11-11', 'birthDate.future'],
    ['2026-11-10', 'birthDate.tooYoung'],
    ['2020-11-11', 'birthDate.tooYoung'],
    ['2020-11-10', null],
    ['2009-05-04', null],
    ['1916-11-10', null],
    ['1916-11-09', 'birthDate.tooOld'],
    ['0026-01-01', 'birthDate.tooOld'],
  ];
  for (const [birthDate, code] of PROBLEMS) {
    it(`${birthDate} as a birth date: ${code ?? 'taken'}`, () => {
      expect(birthDateProblem(birthDate, TODAY)).to.equal(code);
    });
  }
});
