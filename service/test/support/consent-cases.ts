/** People and acts of the tables of cases about consents. */
import type { ConsentKind } from '../../api/index.js';
import type { LedgerEntry, Subject } from '../../consents/consent-rules.js';

export const TODAY = '2026-11-10';
let serial = 0;

export const subject = (overrides: Partial<Subject> = {}): Subject => ({
  birthDate: '2009-03-05',
  adult: false,
  roles: ['mentee'],
  publicationWanted: false,
  ...overrides,
});
export const minor = subject();
export const adult = subject({ birthDate: '2000-03-05' });
/** Came of age on 5 November 2026. */
export const justAdult = subject({ birthDate: '2008-11-05' });

export function given(
  kind: ConsentKind,
  on: string,
  overrides: Partial<LedgerEntry> = {},
): LedgerEntry {
  serial += 1;
  return {
    kind,
    act: 'given',
    byWhom: kind === 'parent' ? 'representative' : 'person',
    on,
    at: serial,
    validUntil: '2027-08-31',
    ...overrides,
  };
}
export const withdrawn = (kind: ConsentKind, on: string): LedgerEntry =>
  given(kind, on, { act: 'withdrawn', validUntil: null });
