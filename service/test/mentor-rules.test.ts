import { expect } from 'chai';
import fc from 'fast-check';
import { agreementOn, agreementProblems } from '../enterprises/agreement-rules.js';
import { availabilityOf, isIncomplete, placesOf } from '../mentors/mentor-rules.js';

describe('whether a mentor takes a mentee', () => {
  const CASES = [
    { capacity: null, paused: false, mentees: 0, is: 'available', places: 1 },
    { capacity: null, paused: false, mentees: 1, is: 'full', places: 0 },
    { capacity: 3, paused: false, mentees: 1, is: 'available', places: 2 },
    { capacity: 3, paused: false, mentees: 3, is: 'full', places: 0 },
    { capacity: 2, paused: false, mentees: 5, is: 'full', places: 0 },
    { capacity: 0, paused: false, mentees: 0, is: 'full', places: 0 },
    { capacity: 3, paused: true, mentees: 1, is: 'paused', places: 0 },
    { capacity: 1, paused: true, mentees: 1, is: 'paused', places: 0 },
  ] as const;
  for (const { is, places, ...load } of CASES) {
    it(`${load.mentees} of ${load.capacity ?? 'unsaid'}${load.paused ? ', paused' : ''}: ${is}`, () => {
      expect(availabilityOf(load)).to.equal(is);
      expect(placesOf(load)).to.equal(places);
    });
  }

  it('has places exactly when available, and never more than they take', () => {
    const load = fc.record({
      capacity: fc.option(fc.nat(30)),
      paused: fc.boolean(),
      mentees: fc.nat(40),
    });
    fc.assert(
      fc.property(load, (one) => {
        const places = placesOf(one);
        expect(places > 0).to.equal(availabilityOf(one) === 'available');
        expect(places)
          .to.be.at.least(0)
          .and.at.most(one.capacity ?? 1);
      }),
    );
  });

  it('lacks something for the register without competences or time', () => {
    const all = { competences: 'Сварка', timeResource: '2 часа' };
    expect(isIncomplete(all)).to.equal(false);
    expect(isIncomplete({ ...all, competences: null })).to.equal(true);
    expect(isIncomplete({ ...all, timeResource: '' })).to.equal(true);
  });
});

describe('the agreement of an enterprise', () => {
  const TODAY = '2026-11-10';
  const CASES = [
    [null, null, null, 'none'],
    ['12', null, null, 'valid'],
    [null, '2026-09-01', null, 'valid'],
    ['12', '2026-11-10', null, 'valid'],
    ['12', '2026-11-11', null, 'none'],
    ['12', '2026-09-01', '2026-11-10', 'valid'],
    ['12', '2026-09-01', '2026-11-09', 'ended'],
    ['12', null, '2026-01-01', 'ended'],
  ] as const;
  for (const [agreementNumber, from, agreementUntil, is] of CASES) {
    it(`number ${agreementNumber}, from ${from}, until ${agreementUntil}: ${is}`, () => {
      const agreement = { agreementNumber, agreementOn: from, agreementUntil };
      expect(agreementOn(agreement, TODAY)).to.equal(is);
    });
  }

  it('does not end before it begins, nor without being there', () => {
    const codes = (agreementNumber: string | null, on: string | null, until: string | null) =>
      agreementProblems({ agreementNumber, agreementOn: on, agreementUntil: until }).map(
        ({ path, code }) => `${path}: ${code}`,
      );
    expect(codes('1', '2026-09-01', '2026-08-31')).to.deep.equal(['agreementUntil: dates.order']);
    expect(codes(null, null, '2026-08-31')).to.deep.equal(['agreementUntil: agreement.endAlone']);
    expect(codes('1', '2026-09-01', '2026-09-01')).to.deep.equal([]);
  });
});
