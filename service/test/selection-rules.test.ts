import { expect } from 'chai';
import fc from 'fast-check';
import { sitsOn } from '../council/council-rules.js';
import { differenceOf, isIncluded } from '../mentor-registers/register-rules.js';
import { DEFAULT_CRITERIA } from '../selection/default-criteria.js';
import {
  interviewProblems,
  lacksOf,
  levelOf,
  pointsOf,
  scoreProblems,
  selectionOf,
  summaryOf,
} from '../selection/selection-rules.js';
import { heldAs, stateOf } from '../standing/state-rules.js';

const ITEMS = [{ code: 'a' }, { code: 'b' }, { code: 'c' }];

describe('the rules of the selection of mentors', () => {
  describe('tell how far somebody is', () => {
    type Row = [facts: string, candidate: string, admitted: string, approved: string];
    // What the selection has found, and what is told of who was decided nothing of yet, was admitted by a
    // decision, stands in the register of an order: facts move the first alone.
    const TABLE: readonly Row[] = [
      ['nothing', 'none', 'admitted', 'approved'],
      ['sheet', 'in_progress', 'admitted', 'approved'],
      ['recommended', 'in_progress', 'admitted', 'approved'],
      ['conditional', 'in_progress', 'admitted', 'approved'],
      ['recommended sheet', 'recommended', 'admitted', 'approved'],
      ['conditional sheet', 'recommended', 'admitted', 'approved'],
      ['not_recommended', 'not_recommended', 'admitted', 'approved'],
      ['not_recommended sheet', 'not_recommended', 'admitted', 'approved'],
    ];
    const OUTCOMES = ['recommended', 'conditional', 'not_recommended'] as const;
    for (const [found, candidate, admitted, approved] of TABLE) {
      it(`with ${found}: ${candidate}, by a decision ${admitted}, by an order ${approved}`, () => {
        const facts = {
          outcome: OUTCOMES.find((one) => found.split(' ').includes(one)) ?? null,
          sheets: found.includes('sheet') ? 2 : 0,
        };
        const told = (held: 'candidate' | 'admitted', inRegister: boolean) =>
          selectionOf({ ...facts, held, approved: inRegister });
        expect(told('candidate', false)).to.equal(candidate);
        expect(told('admitted', false)).to.equal(admitted);
        expect(told('candidate', true)).to.equal(approved);
        expect(told('admitted', true)).to.equal(approved);
      });
    }
  });

  it('name what somebody lacks; the school only where the programme keeps one', () => {
    const all = { consented: true, outcome: 'recommended', sheets: 1, schooled: null } as const;
    expect(lacksOf(all)).to.deep.equal([]);
    expect(lacksOf({ ...all, schooled: true })).to.deep.equal([]);
    expect(lacksOf({ ...all, schooled: false })).to.deep.equal(['no_school']);
    expect(lacksOf({ ...all, outcome: 'not_recommended' })).to.deep.equal(['not_recommended']);
    expect(lacksOf({ consented: false, outcome: null, sheets: 0, schooled: null })).to.deep.equal([
      'no_consent',
      'no_interview',
      'no_criteria',
    ]);
  });

  it('add up points, whatever else stands in a sheet', () => {
    expect(pointsOf(ITEMS, { a: 2, b: 1, c: 0, old: 2 })).to.deep.equal({ sum: 3, most: 6 });
    expect([100, 75, 74, 50, 49, 0].map(levelOf)).to.deep.equal([
      'high',
      'high',
      'medium',
      'medium',
      'low',
      'low',
    ]);
  });

  it('compare sheets of lists of different length by shares; the mean lies between them', () => {
    expect(summaryOf([])).to.equal(null);
    expect(
      summaryOf([
        { sum: 20, most: 20 },
        { sum: 0, most: 2 },
      ]),
    ).to.deep.equal({ sheets: 2, percent: 50, level: 'medium' });
    const sheet = fc
      .integer({ min: 1, max: 30 })
      .chain((items) =>
        fc.record({ most: fc.constant(items * 2), sum: fc.integer({ min: 0, max: items * 2 }) }),
      );
    fc.assert(
      fc.property(fc.array(sheet, { minLength: 1, maxLength: 8 }), (sheets) => {
        const shares = sheets.map(({ sum, most }) => (sum / most) * 100);
        const percent = summaryOf(sheets)?.percent ?? -1;
        expect(percent).to.be.at.least(Math.floor(Math.min(...shares)));
        expect(percent).to.be.at.most(Math.ceil(Math.max(...shares)));
      }),
    );
  });

  it('ask for points of every criterion, and of no other', () => {
    expect(scoreProblems(ITEMS, { a: 0, b: 1, c: 2 })).to.deep.equal([]);
    expect(scoreProblems(ITEMS, { a: 0, z: 1, c: 2 })).to.deep.equal([
      { path: 'scores.b', code: 'required' },
      { path: 'scores.z', code: 'value.invalid' },
    ]);
  });

  it('ask why somebody is not, or conditionally, recommended', () => {
    expect(interviewProblems({ outcome: 'recommended' })).to.deep.equal([]);
    expect(interviewProblems({})).to.deep.equal([]);
    for (const outcome of ['conditional', 'not_recommended']) {
      expect(interviewProblems({ outcome, reason: '' })).to.have.length(1);
      expect(interviewProblems({ outcome, reason: 'Нет времени' })).to.deep.equal([]);
    }
  });

  it('begin with a list whose criteria each have a source and a code of their own', () => {
    const codes = DEFAULT_CRITERIA.map(({ code }) => code);
    expect(new Set(codes).size).to.equal(codes.length);
    for (const { source, text } of DEFAULT_CRITERIA) expect(source, text).to.match(/^(S\d|П|Р)/);
  });
});

describe('the rules of the register that an order approves', () => {
  it('take in who lacks nothing, or who was chosen, but nobody without a consent', () => {
    expect(isIncluded([], null)).to.equal(true);
    expect(isIncluded([], false)).to.equal(false);
    expect(isIncluded(['no_interview'], null)).to.equal(false);
    expect(isIncluded(['no_interview'], true)).to.equal(true);
    expect(isIncluded(['no_consent'], true)).to.equal(false);
  });

  it('say who came and who went; of the first register nobody is new', () => {
    expect(differenceOf(null, ['a'])).to.deep.equal({ added: [], removed: [] });
    expect(differenceOf(['a', 'b'], ['b', 'c'])).to.deep.equal({ added: ['c'], removed: ['a'] });
  });

  it('count a candidate in the register as selected, and bring nobody down who was admitted', () => {
    expect(heldAs('candidate', true)).to.equal('admitted');
    expect(heldAs('candidate', false)).to.equal('candidate');
    expect(heldAs('admitted', false)).to.equal('admitted');
    expect(heldAs('withdrawn', true)).to.equal('withdrawn');
    const facts = { decision: null, answered: true, pairs: [] };
    const state = (consented: boolean, approved: boolean) =>
      stateOf({ ...facts, consented, held: heldAs('candidate', approved) });
    expect(state(true, false)).to.equal('consent');
    expect(state(true, true)).to.equal('pool');
    expect(state(false, true)).to.equal('selected');
  });
});

describe('a term in the council', () => {
  it('counts its first and its last day', () => {
    const term = { since: '2026-09-01', until: '2026-12-31' };
    expect(
      ['2026-08-31', '2026-09-01', '2026-12-31', '2027-01-01'].map((day) => sitsOn(term, day)),
    ).to.deep.equal([false, true, true, false]);
    expect(sitsOn({ since: '2026-09-01', until: null }, '2036-01-01')).to.equal(true);
  });
});
