import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/dates.js';
import { CONSENT_KINDS, type ConsentGap, type ConsentKind } from '../api/index.js';
import {
  consentGaps,
  dataUse,
  isValidOn,
  type LedgerEntry,
  neededConsents,
  type Subject,
  validConsents,
} from '../consents/consent-rules.js';
import { givingProblems } from '../consents/giving-rules.js';
import { comesOfAgeOn } from '../people/age-rules.js';
import {
  adult,
  given,
  justAdult,
  minor,
  subject,
  TODAY,
  withdrawn,
} from './support/consent-cases.js';

describe('consent rules', () => {
  describe('which consents are needed', () => {
    const CASES: [what: string, who: Subject, needed: ConsentKind[]][] = [
      ['a minor: a parent’s', minor, ['parent']],
      ['an adult: their own', adult, ['own']],
      ['a mentor who is a minor: a parent’s', subject({ roles: ['mentor'] }), ['parent']],
      [
        'with publication, only when wanted',
        subject({ publicationWanted: true }),
        ['parent', 'publication'],
      ],
      ['of unknown age: it is not known which', subject({ birthDate: null }), []],
      ['known to be of age: their own', subject({ birthDate: null, adult: true }), ['own']],
      ['a coordinator: none', subject({ roles: ['coordinator'], publicationWanted: true }), []],
      [
        'a coordinator who is a mentor too',
        subject({ roles: ['coordinator', 'mentor'] }),
        ['parent'],
      ],
    ];
    for (const [what, who, needed] of CASES) {
      it(what, () => expect(neededConsents(who, TODAY)).to.deep.equal(needed));
    }
  });

  describe('what is missing, and why', () => {
    const september = '2026-09-10';
    const wanted = (who: Subject): Subject => ({ ...who, publicationWanted: true });
    const CASES: [what: string, who: Subject, entries: LedgerEntry[], gaps: ConsentGap[]][] = [
      ['nothing given for a minor', minor, [], ['no_parent_consent']],
      ['nothing given by an adult', adult, [], ['no_own_consent']],
      ['the age', subject({ birthDate: null }), [], ['birth_date_unknown']],
      [
        'the age, whatever was given',
        subject({ birthDate: null }),
        [given('own', september)],
        ['birth_date_unknown'],
      ],
      [
        'a parent’s, when the minor clicked alone',
        minor,
        [given('own', september)],
        ['no_parent_consent'],
      ],
      ['nothing, given by a parent', minor, [given('parent', september)], []],
      ['nothing, given by an adult', adult, [given('own', september)], []],
      [
        'the own one since 18',
        justAdult,
        [given('parent', september)],
        ['no_own_consent_since_18'],
      ],
      [
        'nothing, the own one given at 18',
        justAdult,
        [given('parent', september), given('own', '2026-11-05')],
        [],
      ],
      [
        'the own one, given the day before 18',
        justAdult,
        [given('parent', september), given('own', '2026-11-04')],
        ['no_own_consent_since_18'],
      ],
      [
        'all, by a withdrawal of the same day',
        adult,
        [given('own', TODAY), withdrawn('own', TODAY)],
        ['consent_withdrawn'],
      ],
      [
        'nothing, given anew after a withdrawal',
        adult,
        [given('own', september), withdrawn('own', TODAY), given('own', TODAY)],
        [],
      ],
      [
        'all of both parents’, withdrawn by one',
        minor,
        [given('parent', september), given('parent', '2026-09-20'), withdrawn('parent', TODAY)],
        ['consent_withdrawn'],
      ],
      [
        'a paper of before the withdrawal, written down later',
        adult,
        [withdrawn('own', '2026-10-10'), given('own', september)],
        ['consent_withdrawn'],
      ],
      [
        'the term is over',
        adult,
        [given('own', september, { validUntil: '2026-11-09' })],
        ['consent_expired'],
      ],
      ['the last day of the term', adult, [given('own', september, { validUntil: TODAY })], []],
      [
        'all, by a parent’s withdrawal before 18: the birthday lifts no freeze',
        justAdult,
        [given('parent', september), withdrawn('parent', '2026-10-10')],
        ['consent_withdrawn'],
      ],
      [
        'nothing, the own one given at 18 after a parent’s withdrawal',
        justAdult,
        [given('parent', september), withdrawn('parent', '2026-10-10'), given('own', '2026-11-05')],
        [],
      ],
      [
        'the own one since 18, where a parent consented anew after a withdrawal',
        justAdult,
        [
          given('parent', september),
          withdrawn('parent', '2026-10-10'),
          given('parent', '2026-10-11'),
        ],
        ['no_own_consent_since_18'],
      ],
      [
        'all, by a withdrawal of before the birth date was put right',
        minor,
        [given('own', september), withdrawn('own', '2026-10-10')],
        ['consent_withdrawn'],
      ],
      [
        'all, by a withdrawal, though the age is not known any more',
        subject({ birthDate: null }),
        [given('own', september), withdrawn('own', '2026-10-10')],
        ['consent_withdrawn'],
      ],
      ['given for a day to come', adult, [given('own', '2026-11-11')], ['no_own_consent']],
      ['publication', wanted(adult), [given('own', september)], ['no_publication_consent']],
      [
        'publication, when the minor said yes alone',
        wanted(minor),
        [given('parent', september), given('publication', september)],
        ['no_publication_consent'],
      ],
      [
        'nothing, published by the parent’s word',
        wanted(minor),
        [given('parent', september), given('publication', september, { byWhom: 'representative' })],
        [],
      ],
      [
        'publication since 18, by the parent’s word',
        wanted(justAdult),
        [given('own', TODAY), given('publication', september, { byWhom: 'representative' })],
        ['no_publication_consent'],
      ],
      ['nothing of somebody who takes no part', subject({ roles: ['head'] }), [], []],
    ];
    for (const [what, who, entries, gaps] of CASES) {
      it(what, () => expect(consentGaps(who, entries, TODAY)).to.deep.equal(gaps));
    }
  });

  describe('what data may be used for', () => {
    it('matching and registers by the main consent, publication by both', () => {
      const own = given('own', TODAY);
      const publication = given('publication', TODAY);
      const allowed = (entries: LedgerEntry[]) => {
        const uses = dataUse(adult, entries, TODAY);
        return [uses.matching.allowed, uses.register.allowed, uses.publication.allowed];
      };
      expect(allowed([])).to.deep.equal([false, false, false]);
      expect(allowed([own])).to.deep.equal([true, true, false]);
      expect(allowed([publication])).to.deep.equal([false, false, false]);
      expect(allowed([own, publication])).to.deep.equal([true, true, true]);
      expect(dataUse(adult, [publication], TODAY).publication.reasons).to.deep.equal([
        'no_own_consent',
      ]);
    });
  });

  const days = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2024-01-01', n));
  const entries = fc.array(
    fc.record({
      kind: fc.constantFrom(...CONSENT_KINDS),
      act: fc.constantFrom('given' as const, 'withdrawn' as const),
      byWhom: fc.constantFrom('person' as const, 'representative' as const),
      on: days,
      at: fc.integer({ min: 0, max: 50 }),
      validUntil: fc.option(days),
    }),
    { maxLength: 12 },
  );
  const subjects = fc.record({
    birthDate: fc.option(fc.integer({ min: 0, max: 9000 }).map((n) => addDays('1995-01-01', n))),
    adult: fc.boolean(),
    roles: fc.constant(['mentee' as const]),
    publicationWanted: fc.boolean(),
  });

  describe('laws', () => {
    it('nothing is missing exactly when all that is needed holds', () => {
      fc.assert(
        fc.property(subjects, entries, days, (who, ledger, day) => {
          const needed = neededConsents(who, day);
          const valid = validConsents(who, ledger, day);
          const whole = needed.every((kind) => valid.includes(kind));
          const known = who.birthDate !== null || who.adult;
          expect(consentGaps(who, ledger, day).length === 0).to.equal(whole && known);
        }),
      );
    });

    it('a withdrawal of the day freezes at once, whatever was given before it', () => {
      fc.assert(
        fc.property(subjects, entries, days, (who, ledger, day) => {
          const stop = CONSENT_KINDS.map((kind) => ({
            ...withdrawn(kind, day),
            at: 1000,
          }));
          const after = [...ledger, ...stop];
          for (const use of Object.values(dataUse(who, after, day))) {
            expect(use.allowed).to.equal(false);
          }
        }),
      );
    });

    it('no parent’s consent holds for an adult, and no minor’s own for anything', () => {
      fc.assert(
        fc.property(subjects, entries, days, (who, ledger, day) => {
          for (const one of ledger.filter((entry) => isValidOn(entry, ledger, who, day))) {
            if (who.birthDate === null) expect(who.adult).to.equal(true);
            else if (one.byWhom === 'representative')
              expect(day < comesOfAgeOn(who.birthDate)).to.equal(true);
            else expect(one.on >= comesOfAgeOn(who.birthDate)).to.equal(true);
          }
        }),
      );
    });

    it('what is taken just now holds at once, to the last day of its term or the 18th birthday', () => {
      const wishes = fc.record({
        kind: fc.constantFrom(...CONSENT_KINDS),
        byRepresentative: fc.boolean(),
      });
      fc.assert(
        fc.property(subjects, entries, days, wishes, (who, ledger, day, wish) => {
          const giving = { ...wish, on: day, validUntil: addDays(day, 300), now: true };
          if (givingProblems(who, ledger, giving, day).length > 0) return;
          const byWhom = wish.byRepresentative ? 'representative' : 'person';
          const entry = { ...giving, act: 'given', byWhom, at: 1000 } as const;
          const after = [...ledger, entry];
          const known = ledger.filter((one) => one.on <= day);
          expect(isValidOn(entry, [...known, entry], who, day)).to.equal(true);
          expect(isValidOn(entry, after, who, addDays(day, 301))).to.equal(false);
        }),
      );
    });

    it('rows of another kind, or of days to come, change nothing', () => {
      fc.assert(
        fc.property(subjects, entries, entries, days, (who, ledger, more, day) => {
          const future = more.map((one) => ({ ...one, on: addDays(day, 1) }));
          expect(consentGaps(who, [...ledger, ...future], day)).to.deep.equal(
            consentGaps(who, ledger, day),
          );
        }),
      );
    });
  });
});
