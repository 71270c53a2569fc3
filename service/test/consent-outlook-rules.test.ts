import { expect } from 'chai';
import type { LedgerEntry, Subject } from '../consents/consent-rules.js';
import { consentOutlook } from '../consents/outlook-rules.js';

const TODAY = '2026-11-10';
const adult: Subject = {
  birthDate: '1990-03-05',
  adult: false,
  roles: ['mentor'],
  publicationWanted: false,
};
const minor: Subject = { ...adult, birthDate: '2009-01-20', roles: ['mentee'] };

const entry = (overrides: Partial<LedgerEntry>): LedgerEntry => ({
  kind: 'own',
  act: 'given',
  byWhom: 'person',
  on: '2026-09-01',
  at: 0,
  validUntil: null,
  ...overrides,
});
const parent = (overrides: Partial<LedgerEntry> = {}) =>
  entry({ kind: 'parent', byWhom: 'representative', ...overrides });

const CASES: [
  string,
  Subject,
  LedgerEntry[],
  [gap: string | null, since: string | null, until: string | null],
][] = [
  ['holds without an end', adult, [entry({})], [null, null, null]],
  [
    'holds until its term',
    adult,
    [entry({ validUntil: '2026-12-01' })],
    [null, null, '2026-12-01'],
  ],
  [
    'of two the longer counts',
    adult,
    [entry({ validUntil: '2026-12-01' }), entry({ validUntil: '2027-06-30' })],
    [null, null, '2027-06-30'],
  ],
  [
    'of two one without an end',
    adult,
    [entry({ validUntil: '2026-12-01' }), entry({})],
    [null, null, null],
  ],
  ['a parent’s ends with the minority', minor, [parent()], [null, null, '2027-01-19']],
  [
    'or with its term before',
    minor,
    [parent({ validUntil: '2026-12-31' })],
    [null, null, '2026-12-31'],
  ],
  [
    'expired, since the day after',
    adult,
    [entry({ validUntil: '2026-11-01' })],
    ['consent_expired', '2026-11-02', null],
  ],
  [
    'taken back, since that day',
    adult,
    [entry({}), entry({ act: 'withdrawn', on: '2026-11-05', at: 1 })],
    ['consent_withdrawn', '2026-11-05', null],
  ],
  [
    'came of age without one of their own',
    { ...minor, birthDate: '2008-11-08' },
    [parent()],
    ['no_own_consent_since_18', '2026-11-08', null],
  ],
  ['never given', adult, [], ['no_own_consent', null, null]],
  ['nobody knows the age', { ...adult, birthDate: null }, [], ['birth_date_unknown', null, null]],
  [
    'born on a leap day',
    { ...minor, birthDate: '2008-02-29' },
    [entry({ on: '2026-03-02' })],
    [null, null, null],
  ],
];

describe('until when a consent holds, and since when one is missing', () => {
  for (const [what, subject, entries, [gap, since, until]] of CASES) {
    it(what, () => {
      expect(consentOutlook(subject, entries, TODAY)).to.deep.equal({ gap, since, until });
    });
  }

  it('a parent’s word for who was born on a leap day ends with February', () => {
    const born = { ...minor, birthDate: '2008-02-29' };
    expect(consentOutlook(born, [parent({ on: '2025-09-01' })], '2026-02-10').until).to.equal(
      '2026-02-28',
    );
  });
});
