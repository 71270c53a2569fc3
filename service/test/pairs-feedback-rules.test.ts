import { expect } from 'chai';
import { addDays } from '../../shared/dates.js';
import type { PairState } from '../api/index.js';
import { daysWithoutFeedback } from '../pairs/feedback-rules.js';

const TODAY = '2026-11-10';
const SETTINGS = { feedbackEveryDays: 30, timeZone: 'Europe/Moscow' };
const ago = (days: number) => addDays(TODAY, -days);
/** Noon in Moscow so many days ago. */
const noon = (days: number) => Date.parse(`${ago(days)}T09:00:00Z`);

describe('pairs: feedback', () => {
  const cases: [string, PairState, number, number | null, number | null, number | null][] = [
    // what, state, days since: start, last feedback, last record of a meeting → days without feedback
    ['never any, for as long as is allowed', 'active', 30, null, 5, null],
    ['never any, a day longer', 'active', 31, null, 5, 31],
    ['never any, but no meeting was written down either', 'active', 90, null, null, null],
    ['long ago, and meetings since', 'active', 90, 35, 5, 35],
    ['long ago, and the last allowed day', 'active', 90, 30, 5, null],
    ['long ago, but no meeting since: that is the rhythm’s matter', 'active', 90, 35, 40, null],
    ['lately, although the pair is old', 'active', 90, 3, 1, null],
    ['given before the pair was set to start', 'active', 10, 40, 5, null],
    ['a pair that starts later', 'active', -5, null, 1, null],
    ['a paused pair', 'paused', 90, 40, 5, null],
    ['a draft', 'draft', 90, null, 5, null],
    ['a completed pair', 'completed', 90, 40, 5, null],
    ['a pair that ended early', 'terminated', 90, 40, 5, null],
  ];
  for (const [what, state, started, answered, logged, days] of cases) {
    it(`${what} → ${days === null ? 'nothing amiss' : `${days} days`}`, () => {
      const pair = {
        state,
        startsOn: ago(started),
        lastFeedbackAt: answered === null ? null : noon(answered),
        lastLoggedAt: logged === null ? null : noon(logged),
      };
      expect(daysWithoutFeedback(pair, SETTINGS, TODAY)).to.equal(days);
    });
  }

  it('counts the days of the college, not those of Greenwich', () => {
    // 23:30 UTC of the 10th of October is already the 11th in Moscow: thirty days ago.
    const pair = {
      state: 'active' as const,
      startsOn: '2026-09-01',
      lastFeedbackAt: Date.parse('2026-10-10T23:30:00Z'),
      lastLoggedAt: noon(1),
    };
    expect(daysWithoutFeedback(pair, SETTINGS, TODAY)).to.equal(null);
    expect(daysWithoutFeedback(pair, { ...SETTINGS, timeZone: 'UTC' }, TODAY)).to.equal(31);
  });
});
