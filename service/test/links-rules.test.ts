import { expect } from 'chai';
import {
  confirmationProblems,
  contactHint,
  isBirthYear,
  linkState,
  surveyDays,
  YEAR_TRIES_AT_MOST,
} from '../links/link-rules.js';

describe('link rules', () => {
  const NEW = { expiresAt: 100, revokedAt: null, usedAt: null, yearTries: 0 };
  const STATES: [what: string, times: Partial<typeof NEW> | object, now: number, state: string][] =
    [
      ['a new one is open until its end', {}, 99, 'open'],
      ['at its end it is over', {}, 100, 'expired'],
      ['revoked, it stays revoked after its end', { revokedAt: 50 }, 200, 'revoked'],
      ['used, it stays used, whatever came later', { revokedAt: 60, usedAt: 50 }, 200, 'used'],
      ['some wrong years leave it open', { yearTries: YEAR_TRIES_AT_MOST - 1 }, 50, 'open'],
      ['too many wrong years end it', { yearTries: YEAR_TRIES_AT_MOST }, 50, 'locked'],
      ['what was revoked says so first', { revokedAt: 1, yearTries: 9 }, 50, 'revoked'],
    ];
  for (const [what, times, now, state] of STATES) {
    it(what, () => expect(linkState({ ...NEW, ...times }, now)).to.equal(state));
  }

  const HINTS: [email: string, hint: string][] = [
    ['petrova@kollezh.example', 'p•••a@kollezh.example'],
    ['anna@kollezh.example', 'a•••@kollezh.example'],
    ['ab@kollezh.example', '•••@kollezh.example'],
    ['мама123@почта.example', 'м•••3@почта.example'],
  ];
  for (const [email, hint] of HINTS) {
    it(`${email} is hinted at as ${hint}`, () => expect(contactHint(email)).to.equal(hint));
  }

  const CONFIRMED: [
    way: 'code' | 'birth_year',
    contact: string | null,
    born: string | null,
    wrong: string[],
  ][] = [
    ['code', 'a@b.example', null, []],
    ['code', null, '2009-03-05', ['contact: required']],
    ['code', '', '2009-03-05', ['contact: required']],
    ['birth_year', null, '2009-03-05', []],
    ['birth_year', 'a@b.example', null, ['confirmation: link.birthYearUnknown']],
  ];
  for (const [way, contact, birthDate, wrong] of CONFIRMED) {
    it(`${way} with contact ${contact} and birth date ${birthDate}: ${wrong.join() || 'can be'}`, () => {
      const found = confirmationProblems(way, { contact, birthDate });
      expect(found.map(({ path, code }) => `${path}: ${code}`)).to.deep.equal(wrong);
    });
  }

  const YEARS: [typed: string, birthDate: string | null, right: boolean][] = [
    ['2009', '2009-12-31', true],
    ['2010', '2009-12-31', false],
    ['09', '2009-12-31', false],
    ['', null, false],
    ['null', null, false],
  ];
  for (const [typed, birthDate, right] of YEARS) {
    it(`«${typed}» for ${birthDate} is ${right ? 'right' : 'wrong'}`, () =>
      expect(isBirthYear(typed, birthDate)).to.equal(right));
  }

  const DAYS: [wanted: number, endsOn: string, days: number][] = [
    [14, '2026-11-30', 14],
    [60, '2026-11-30', 21],
    [14, '2026-11-10', 1],
    [14, '2026-11-09', 1],
  ];
  for (const [wanted, endsOn, days] of DAYS) {
    it(`${wanted} days to a wave until ${endsOn} are ${days}`, () =>
      expect(surveyDays(wanted, '2026-11-10', endsOn)).to.equal(days));
  }
});
