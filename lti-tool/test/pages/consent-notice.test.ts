import { expect } from 'chai';
import type { ConsentGap, ConsentKind } from '../../../service/api/index.js';
import { consentNotice } from '../../pages/me/notice.js';
import type { PageContext } from '../../web/context.js';

type Entry = { kind: ConsentKind; act: 'given' | 'withdrawn' };

/** What the home page says to who lacks this, with these acts in the ledger. */
async function wordsFor(needed: ConsentKind, gap: ConsentGap | null, entries: Entry[]) {
  const mine = { needed: [needed], gaps: gap === null ? [] : [gap], entries };
  const ctx = { programmeId: 'p', t: (key: string) => key, api: { myConsents: async () => mine } };
  const notice = await consentNotice(ctx as unknown as PageContext);
  return notice && [notice.words, notice.path];
}

const given = (kind: ConsentKind): Entry => ({ kind, act: 'given' });
const withdrawn = (kind: ConsentKind): Entry => ({ kind, act: 'withdrawn' });

describe('the line about consents on the home page', () => {
  const CASES: [
    what: string,
    needed: ConsentKind,
    gap: ConsentGap | null,
    entries: Entry[],
    said: string[] | null,
  ][] = [
    ['nothing is missing', 'own', null, [given('own')], null],
    ['an adult', 'own', 'no_own_consent', [], ['me.notice.own', 'me/consents/own']],
    ['a minor', 'parent', 'no_parent_consent', [], ['me.notice.parent', 'me']],
    [
      'who turned 18',
      'own',
      'no_own_consent_since_18',
      [given('parent')],
      ['me.notice.since18', 'me/consents/own'],
    ],
    [
      'who turned 18 after a parent withdrew',
      'own',
      'consent_withdrawn',
      [given('parent'), withdrawn('parent')],
      ['me.notice.since18', 'me/consents/own'],
    ],
    [
      'who withdrew on purpose',
      'own',
      'consent_withdrawn',
      [given('own'), withdrawn('own')],
      ['me.notice.withdrawn', 'me'],
    ],
    [
      'whose parent withdrew',
      'parent',
      'consent_withdrawn',
      [withdrawn('parent')],
      ['me.notice.withdrawn', 'me'],
    ],
    ['publication alone', 'own', 'no_publication_consent', [given('own')], null],
    ['of unknown age', 'own', 'birth_date_unknown', [], null],
  ];
  for (const [what, needed, gap, entries, said] of CASES) {
    it(`to ${what}: ${said?.[0] ?? 'nothing'}`, async () => {
      expect(await wordsFor(needed, gap, entries)).to.deep.equal(said);
    });
  }
});
