import { expect } from 'chai';
import { MATCH_REASON_CODES } from '../../api/match-codes.js';
import { MATCH_CRITERIA, type MatchCriterion } from '../../api/reference.js';
import { judge } from '../../matching/engine/index.js';
import { matchInput, mentee, mentor, settings } from './match-people.js';

/** What one criterion says of a mentee and a mentor. */
export type Case = [
  about: string,
  mentee: Parameters<typeof mentee>[1],
  mentor: Parameters<typeof mentor>[1],
  value: number,
  code: string,
  values: string[],
];

/** One test for each case, and one that each code of a criterion stands in its cases. */
export function itTells(cases: Partial<Record<MatchCriterion, Case[]>>): void {
  for (const criterion of MATCH_CRITERIA) {
    const own = cases[criterion];
    if (own === undefined) continue;
    for (const [about, one, other, value, code, values] of own) {
      it(`${criterion}: ${about}`, () => {
        const input = matchInput({ mentees: [mentee('s', one)], mentors: [mentor('m', other)] });
        const { reasons } = judge(input, settings()).pairOf(0, 0);
        const found = reasons.find((reason) => reason.criterion === criterion);
        expect(found?.value).to.be.closeTo(value, 1e-12);
        expect(found).to.deep.include({ code, values, known: code !== 'unknown' });
      });
    }
    it(`${criterion}: all of its codes, and no other`, () => {
      const told = new Set(own.map(([, , , , code]) => code));
      expect([...told]).to.have.members([...MATCH_REASON_CODES[criterion]]);
    });
  }
}
