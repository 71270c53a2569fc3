import { expect } from 'chai';
import { agreedAfter, stillAhead } from '../api/next-meeting.js';

const TODAY = '2026-11-10';

describe('the agreed date of the next meeting', () => {
  const shown: [
    what: string,
    agreed: string | null,
    heldOn: string | undefined,
    is: string | null,
  ][] = [
    ['nothing was agreed', null, undefined, null],
    ['it lies ahead', '2026-11-17', undefined, '2026-11-17'],
    ['it is today', TODAY, undefined, TODAY],
    ['it was yesterday', '2026-11-09', undefined, null],
    ['today’s meeting is it', TODAY, TODAY, null],
    ['it follows today’s meeting', '2026-11-11', TODAY, '2026-11-11'],
    ['it is today, and an earlier meeting is written down', TODAY, '2026-11-03', TODAY],
    ['it lay between an earlier meeting and today', '2026-11-06', '2026-11-03', null],
  ];
  for (const [what, agreed, heldOn, is] of shown) {
    it(`${is === null ? 'is not shown' : 'is shown'} when ${what}`, () => {
      const looking = heldOn === undefined ? { today: TODAY } : { today: TODAY, heldOn };
      expect(stillAhead(agreed, looking)).to.equal(is);
    });
  }

  const cases: [
    what: string,
    said: string | null | undefined,
    standing: string | null,
    is: string | null,
  ][] = [
    ['a first date is given', '2026-11-17', null, '2026-11-17'],
    ['another date is given', '2026-11-20', '2026-11-17', '2026-11-20'],
    ['it is taken back', null, '2026-11-17', null],
    ['nothing is said and one lies ahead', undefined, '2026-11-17', '2026-11-17'],
    ['nothing is said and it was for today', undefined, TODAY, null],
    ['nothing is said and it is past', undefined, '2026-11-01', null],
    ['nothing is said and none was agreed', undefined, null, null],
  ];
  for (const [what, said, standing, is] of cases) {
    it(`is ${is ?? 'none'} after a meeting of today when ${what}`, () => {
      expect(agreedAfter(said, standing, { today: TODAY, heldOn: TODAY })).to.equal(is);
    });
  }
});
