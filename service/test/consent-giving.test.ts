import { expect } from 'chai';
import { type ConsentKind, REPRESENTATIVE_GROUNDS } from '../api/index.js';
import type { LedgerEntry, Subject } from '../consents/consent-rules.js';
import {
  givingProblems,
  representativeProblems,
  withdrawalProblems,
} from '../consents/giving-rules.js';
import { adult, given, minor, subject, TODAY, withdrawn } from './support/consent-cases.js';

describe('what is refused of consents and withdrawals', () => {
  const giving = (kind: ConsentKind, overrides: object = {}) => ({
    kind,
    byRepresentative: kind === 'parent',
    on: TODAY,
    validUntil: '2027-08-31',
    now: true,
    ...overrides,
  });
  const paper = { now: false };
  const stopped = [given('own', '2026-09-10'), withdrawn('own', '2026-10-10')];
  type Case = [string, Subject, LedgerEntry[], ReturnType<typeof giving>, string[]];
  const CASES: Case[] = [
    ['nothing of an adult’s own', adult, [], giving('own'), []],
    ['nothing of a parent’s for a minor', minor, [], giving('parent'), []],
    ['a parent’s for an adult', adult, [], giving('parent'), ['kind: consent.parentOfAdult']],
    [
      'a parent’s on the 18th birthday',
      subject({ birthDate: '2008-11-10' }),
      [],
      giving('parent'),
      ['kind: consent.parentOfAdult'],
    ],
    ['a minor’s own', minor, [], giving('own'), ['kind: consent.ownOfMinor']],
    [
      'of unknown age',
      subject({ birthDate: null }),
      [],
      giving('own'),
      ['kind: consent.birthDateUnknown'],
    ],
    [
      'publication by a minor alone',
      minor,
      [],
      giving('publication'),
      ['representative: consent.representativeNeeded'],
    ],
    [
      'publication by an adult’s parent',
      adult,
      [],
      giving('publication', { byRepresentative: true }),
      ['kind: consent.parentOfAdult'],
    ],
    ['a day to come', adult, [], giving('own', { on: '2026-11-11' }), ['givenOn: consent.future']],
    [
      'a paper of long ago',
      adult,
      [],
      giving('own', { on: '1999-01-01', ...paper }),
      ['kind: consent.ownOfMinor', 'givenOn: consent.tooOld'],
    ],
    [
      'a term that ends before',
      adult,
      [],
      giving('own', { validUntil: '2026-11-09' }),
      ['validUntil: consent.termBeforeGiven'],
    ],
    [
      'a term that is over',
      adult,
      [],
      giving('own', { on: '2026-09-01', validUntil: '2026-10-01', ...paper }),
      ['validUntil: consent.termOver'],
    ],
    [
      'a term for ever',
      adult,
      [],
      giving('own', { validUntil: '2099-01-01' }),
      ['validUntil: consent.termTooLong'],
    ],
    [
      'a paper of before a withdrawal',
      adult,
      stopped,
      giving('own', { on: '2026-10-01', ...paper }),
      ['givenOn: consent.withdrawnSince'],
    ],
    [
      'a paper of its day',
      adult,
      stopped,
      giving('own', { on: '2026-10-10', ...paper }),
      ['givenOn: consent.withdrawnSince'],
    ],
    [
      'nothing of a paper of after it',
      adult,
      stopped,
      giving('own', { on: '2026-10-11', ...paper }),
      [],
    ],
    ['nothing of a new one in the tool', adult, stopped, giving('own'), []],
  ];
  for (const [what, who, ledger, wish, problems] of CASES) {
    it(what, () => {
      const found = givingProblems(who, ledger, wish, TODAY);
      expect(found.map((one) => `${one.path}: ${one.code}`)).to.deep.equal(problems);
    });
  }

  for (const ground of REPRESENTATIVE_GROUNDS) {
    const needs = ground === 'guardian' || ground === 'trustee';
    it(`${ground}: ${needs ? 'names the paper' : 'by law, without a paper'}`, () => {
      const codes = (document: string | null) =>
        representativeProblems({ ground, document }).map((one) => `${one.path}: ${one.code}`);
      const missing = ['representative.document: consent.documentNeeded'];
      expect(codes(null)).to.deep.equal(needs ? missing : []);
      expect(codes('')).to.deep.equal(needs ? missing : []);
      expect(codes('№ 12')).to.deep.equal([]);
    });
  }

  const nothing = ['consent.nothingToWithdraw'];
  const WITHDRAWALS: [what: string, ledger: LedgerEntry[], on: string, codes: string[]][] = [
    ['a withdrawal of nothing', [], TODAY, nothing],
    ['of another kind', [given('publication', '2026-09-10')], TODAY, nothing],
    ['a second one', stopped, TODAY, nothing],
    ['one of before it was given', [given('own', '2026-09-10')], '2026-09-09', nothing],
    ['one of a day to come', [given('own', '2026-09-10')], '2026-11-11', ['consent.future']],
    ['not one of today', [given('own', '2026-09-10')], TODAY, []],
  ];
  for (const [what, ledger, on, codes] of WITHDRAWALS) {
    it(what, () => {
      const found = withdrawalProblems(ledger, { kind: 'own', on, at: 1_000_000 }, TODAY);
      expect(found.map((one) => one.code)).to.deep.equal(codes);
    });
  }
});
