import { randomInt } from 'node:crypto';
import { toIso } from '../../shared/clock.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { randomToken } from '../../shared/seal.js';
import type { Call, ServiceDeps } from '../handler.js';
import {
  CODE_LIFE_MS,
  contactHint,
  isBirthYear,
  linkState,
  YEAR_TRIES_AT_MOST,
} from './link-rules.js';
import { hashOfCode, hashOfPass, hashOfToken, SECRET_BYTES } from './link-secrets.js';
import { linkStore, type PersonalLink } from './link-store.js';

const ended = (code: string) => invalid([{ path: 'token', code }]);
const wrong = (code: string) => invalid([{ path: 'answer', code }]);

/** The link of a token; to one that nobody made the answer is always the same. */
async function linkOf(deps: ServiceDeps, token: string): Promise<PersonalLink> {
  const link = await linkStore(deps.db).byTokenHash(hashOfToken(token));
  if (!link) throw notFound('link');
  return link;
}

function checkOpen(link: PersonalLink, now: number): void {
  const state = linkState(link, now);
  if (state !== 'open') throw ended(`link.${state}`);
}

/** The link of a token, while it can be used; what ended it is told in a code. */
async function openLinkOf(deps: ServiceDeps, token: string): Promise<PersonalLink> {
  const link = await linkOf(deps, token);
  checkOpen(link, deps.clock.now());
  return link;
}

/** Whom a link is about; a link to somebody who left the programme is as none. */
export async function subjectOf(deps: ServiceDeps, link: PersonalLink) {
  const subject = await linkStore(deps.db).subjectOf(link);
  if (!subject) throw notFound('link');
  return subject;
}

/** What a link is for, before its holder has confirmed: no name of anybody. */
export async function openLink(deps: ServiceDeps, { input }: Call<'openLink'>) {
  const link = await openLinkOf(deps, input.token);
  const { organisationName } = await subjectOf(deps, link);
  await linkStore(deps.db).markUsed(link.linkId, deps.clock.now());
  const { scope, confirmation, contact } = link;
  return {
    scope,
    confirmation,
    organisationName,
    contactHint: confirmation === 'code' && contact !== null ? contactHint(contact) : null,
    triesLeft:
      confirmation === 'code' || confirmation === 'none'
        ? null
        : YEAR_TRIES_AT_MOST - link.yearTries,
    expiresAt: toIso(link.expiresAt),
  };
}

/** Makes a code of six digits, which the caller sends to the contact of the link. */
export async function sendLinkCode(deps: ServiceDeps, { input }: Call<'sendLinkCode'>) {
  const link = await openLinkOf(deps, input.token);
  const { confirmation, contact } = link;
  if (confirmation !== 'code' || contact === null) throw wrong('link.noCode');
  const { organisationName } = await subjectOf(deps, link);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const now = deps.clock.now();
  if (!(await linkStore(deps.db).setCode(link.linkId, hashOfCode(input.token, code), now))) {
    throw new AppError('too_many', 'another code was sent just now, or too many were');
  }
  return { code, contact, organisationName, expiresAt: toIso(now + CODE_LIFE_MS) };
}

/**
 * Takes a code. A try is taken before the comparison, in a statement of its own, so that no number of
 * callers at once gets more tries than there are.
 */
async function confirmByCode(deps: ServiceDeps, link: PersonalLink, token: string, code: string) {
  if (!/^\d{6}$/.test(code)) throw wrong('code.format');
  const store = linkStore(deps.db);
  const now = deps.clock.now();
  if (!(await store.takeCodeTry(link.linkId, now))) throw wrong('code.ended');
  const pass = randomToken(SECRET_BYTES);
  const codeHash = hashOfCode(token, code);
  const right = await store.passForCode(link.linkId, codeHash, hashOfPass(token, pass), now);
  if (!right) throw wrong('code.wrong');
  return pass;
}

/** Takes a birth year; the try is taken first here too, and given back where it was right. */
async function confirmByYear(deps: ServiceDeps, link: PersonalLink, token: string, year: string) {
  if (!/^\d{4}$/.test(year)) throw wrong('birthYear.format');
  const { birthDate } = await subjectOf(deps, link);
  const store = linkStore(deps.db);
  const now = deps.clock.now();
  if (!(await store.takeYearTry(link.linkId, now))) throw ended('link.locked');
  if (!isBirthYear(year, birthDate)) {
    const { yearTries } = await linkOf(deps, token);
    if (linkState({ ...link, yearTries }, now) === 'locked') throw ended('link.locked');
    throw wrong('birthYear.wrong');
  }
  const pass = randomToken(SECRET_BYTES);
  await store.passForYear(link.linkId, hashOfPass(token, pass), now);
  return pass;
}

/** Takes a code that was told by another way; it stays the same, so it bears few wrong tries. */
async function confirmByToldCode(
  deps: ServiceDeps,
  link: PersonalLink,
  token: string,
  code: string,
) {
  if (!/^\d{6}$/.test(code)) throw wrong('code.format');
  const store = linkStore(deps.db);
  const now = deps.clock.now();
  if (!(await store.takeYearTry(link.linkId, now))) throw ended('link.locked');
  if (link.codeHash !== hashOfCode(token, code)) {
    const { yearTries } = await linkOf(deps, token);
    if (linkState({ ...link, yearTries }, now) === 'locked') throw ended('link.locked');
    throw wrong('toldCode.wrong');
  }
  const pass = randomToken(SECRET_BYTES);
  await store.passForYear(link.linkId, hashOfPass(token, pass), now);
  return pass;
}

/** The link alone is enough: who opened it says that they go on. */
async function confirmByNothing(deps: ServiceDeps, link: PersonalLink, token: string) {
  const pass = randomToken(SECRET_BYTES);
  const now = deps.clock.now();
  const given = await linkStore(deps.db).passForNothing(link.linkId, hashOfPass(token, pass), now);
  if (!given) throw ended('link.revoked');
  return pass;
}

const CONFIRM = {
  none: confirmByNothing,
  code: confirmByCode,
  birth_year: confirmByYear,
  told_code: confirmByToldCode,
};

/**
 * Gives a pass for the code or the birth year.
 * @throws `invalid` at `answer` for a wrong one, at `token` where the link has ended or ends by it
 */
export async function confirmLink(deps: ServiceDeps, { input }: Call<'confirmLink'>) {
  const { token, answer } = input;
  const link = await openLinkOf(deps, token);
  if (answer === '' && link.confirmation !== 'none') throw wrong('required');
  return { pass: await CONFIRM[link.confirmation](deps, link, token, answer), scope: link.scope };
}

/**
 * The link whose holder has confirmed, noted as used now.
 * @param used whether a link that is used up will do, too
 * @throws `not_found`; `invalid` at `token` where the link has ended, at `pass` where the pass has
 */
export async function passedLink(
  deps: ServiceDeps,
  { token, pass }: { token: string; pass: string },
  used = false,
): Promise<PersonalLink & { passHash: string }> {
  const link = await linkOf(deps, token);
  const now = deps.clock.now();
  if (!(used && linkState(link, now) === 'used')) checkOpen(link, now);
  const passHash = hashOfPass(token, pass);
  if (!(await linkStore(deps.db).showPass(link.linkId, passHash, now))) {
    throw invalid([{ path: 'pass', code: 'link.passEnded' }]);
  }
  return { ...link, passHash };
}
