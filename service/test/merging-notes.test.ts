import { expect } from 'chai';
import { combineParticipations, combineProfiles } from '../merging/combine-rules.js';

const row = (more: object) => ({
  state: 'admitted',
  request: null,
  entered_on: null,
  register_form: null,
  results: null,
  review_url: null,
  ...more,
});

describe('what the registers note, when two records of one person become one', () => {
  const CASES: [string, object, object, object | null][] = [
    ['nothing to take over', { request: 'Сессия' }, {}, null],
    [
      'what is not said is taken over',
      { request: 'Сессия' },
      { results: 'Сдал' },
      { results: 'Сдал' },
    ],
    ['what is said stands', { request: 'Сессия' }, { request: 'Практика' }, null],
    [
      'of a part that was ended, too',
      {},
      { state: 'withdrawn', request: 'Сессия' },
      { request: 'Сессия' },
    ],
  ];
  for (const [title, kept, merged, after] of CASES) {
    it(title, () => {
      expect(combineParticipations(row(kept), row(merged))?.after ?? null).to.deep.equal(after);
    });
  }

  it('a year of birth goes on with the profile', () => {
    const profile = { birth_date: null, birth_year: null, adult: 0, version: 1 };
    const taken = combineProfiles(profile, { ...profile, birth_year: 2008 });
    expect(taken?.after).to.deep.include({ birth_year: 2008 });
  });
});
