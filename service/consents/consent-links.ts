import { randomInt } from 'node:crypto';
import { toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { randomToken, sha256 } from '../../shared/seal.js';
import { recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { type ConsentLink, consentLinkStore } from './consent-link-store.js';
import { consentStore } from './consent-store.js';
import { type ConsentTexts, wholeText } from './consent-text.js';
import {
  append,
  givenAct,
  personOf,
  placeOf,
  readPlace,
  refuse,
  type Writer,
} from './consent-writes.js';
import { type Giving, givingProblems, partyProblems } from './giving-rules.js';
import { CODE_LIFE_MS, contactHint, DAY_MS, linkState } from './link-rules.js';

/** 128 random bits. */
const TOKEN_BYTES = 16;

const hashOfToken = (token: string): string => sha256(`consent link ${token}`);
/** With the token, of which the database holds a hash only: a stolen table gives no code away. */
const hashOfCode = (token: string, code: string): string => sha256(`code ${code} of ${token}`);

/** Makes a link for a representative; one that was open for the same person and kind ends. */
export async function createConsentLink(
  deps: ServiceDeps,
  { authority, input }: Call<'createConsentLink'>,
) {
  const { programmeId, personId, kind, contact, days } = input;
  const token = randomToken(TOKEN_BYTES);
  return inTransaction(deps.db, async (trx) => {
    const { member, programme, today } = await placeOf(trx, deps, programmeId, personId);
    refuse(partyProblems(member, { kind, byRepresentative: true, on: today }));
    const now = deps.clock.now();
    const linkId = newId();
    const expiresAt = now + days * DAY_MS;
    const store = consentLinkStore(trx);
    await store.revoke({ programmeId, personId, kind }, now);
    await store.insert({
      linkId,
      organisationId: programme.organisationId,
      programmeId,
      personId,
      kind,
      tokenHash: hashOfToken(token),
      contact,
      expiresAt,
      createdBy: authority.personId,
      now,
    });
    await recordChange(trx, deps.clock, authority, {
      action: 'consent.link_created',
      entity: 'participant',
      entityId: personId,
      after: { consentKind: kind },
    });
    return { linkId, token, expiresAt: toIso(expiresAt) };
  });
}

/** Ends a link at once; one that has ended already stays as it is. */
export async function revokeConsentLink(
  deps: ServiceDeps,
  { authority, input }: Call<'revokeConsentLink'>,
) {
  const { programmeId, personId, linkId } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = consentLinkStore(trx);
    const now = deps.clock.now();
    const met = await store.revoke({ programmeId, personId, linkId }, now);
    const found = (await store.ofPerson(programmeId, personId)).find((l) => l.linkId === linkId);
    if (!found) throw notFound('link');
    if (met > 0) {
      await recordChange(trx, deps.clock, authority, {
        action: 'consent.link_revoked',
        entity: 'participant',
        entityId: personId,
        after: { consentKind: found.kind },
      });
    }
    return { linkId, state: linkState(found, now) };
  });
}

/** The link of a token, while it can be used; what ended it is told in a code. */
async function openLink(deps: ServiceDeps, token: string): Promise<ConsentLink> {
  const link = await consentLinkStore(deps.db).byTokenHash(hashOfToken(token));
  if (!link) throw notFound('link');
  const state = linkState(link, deps.clock.now());
  if (state !== 'open') throw invalid([{ path: 'token', code: `link.${state}` }]);
  return link;
}

/** What a link is for, before its holder has shown the code: no name of anybody. */
export async function exchangeConsentLink(
  deps: ServiceDeps,
  { input }: Call<'exchangeConsentLink'>,
) {
  const link = await openLink(deps, input.token);
  await consentLinkStore(deps.db).markUsed(link.linkId, deps.clock.now());
  const programme = await consentStore(deps.db).programme(link.programmeId);
  if (!programme) throw notFound('link');
  return {
    kind: link.kind,
    organisationName: programme.organisationName,
    contactHint: contactHint(link.contact),
    expiresAt: toIso(link.expiresAt),
  };
}

/** Makes a code of six digits, which the caller sends to the contact of the link. */
export async function sendConsentCode(deps: ServiceDeps, { input }: Call<'sendConsentCode'>) {
  const link = await openLink(deps, input.token);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const now = deps.clock.now();
  const store = consentLinkStore(deps.db);
  if (!(await store.setCode(link.linkId, hashOfCode(input.token, code), now))) {
    throw new AppError('too_many', 'another code was sent just now, or too many were');
  }
  return { code, contact: link.contact, expiresAt: toIso(now + CODE_LIFE_MS) };
}

/**
 * The link of a token whose holder has the code too. A try is taken before the comparison, in a
 * statement of its own, so that no number of callers at once gets more tries than there are.
 */
async function provenLink(
  deps: ServiceDeps,
  { token, code }: { token: string; code: string },
): Promise<ConsentLink> {
  const link = await openLink(deps, token);
  const store = consentLinkStore(deps.db);
  if (!(await store.takeTry(link.linkId, deps.clock.now()))) {
    throw invalid([{ path: 'code', code: 'code.ended' }]);
  }
  if (!(await store.isCode(link.linkId, hashOfCode(token, code)))) {
    throw invalid([{ path: 'code', code: 'code.wrong' }]);
  }
  return link;
}

/** The words of the consent, for whoever holds link and code. */
export async function readConsentByLink(
  deps: ServiceDeps,
  texts: ConsentTexts,
  { input }: Call<'readConsentByLink'>,
) {
  const link = await provenLink(deps, input);
  const place = await readPlace(deps.db, deps, link.programmeId, link.personId);
  const { member, today, programme } = place;
  refuse(partyProblems(member, { kind: link.kind, byRepresentative: true, on: today }));
  const text = texts.textFor(link.kind, programme, personOf(place), input.representative);
  return { personName: member.name, text };
}

/** A representative consents: the link and its code are used up together with the entry. */
export async function giveConsentByLink(
  deps: ServiceDeps,
  texts: ConsentTexts,
  { input }: Call<'giveConsentByLink'>,
): Promise<{ consentId: string }> {
  const { token, code, textVersion, representative } = input;
  const link = await provenLink(deps, input);
  const { programmeId, organisationId, personId, kind, linkId, contact } = link;
  const writer: Writer = { organisationId, programmeId, personId: null, role: 'parent' };
  return inTransaction(deps.db, async (trx) => {
    const place = await placeOf(trx, deps, programmeId, personId);
    const { member, entries, programme, today } = place;
    const text = texts.textFor(kind, programme, personOf(place), representative);
    if (text.version !== textVersion) {
      throw invalid([{ path: 'textVersion', code: 'consent.textChanged' }]);
    }
    const { validUntil } = text;
    const giving: Giving = { kind, byRepresentative: true, on: today, validUntil, now: true };
    refuse(givingProblems(member, entries, giving, today));
    const used = await consentLinkStore(trx).use(linkId, hashOfCode(token, code), deps.clock.now());
    if (!used) throw invalid([{ path: 'token', code: 'link.used' }]);
    const fullText = wholeText(text);
    return append(deps, writer, place, {
      ...givenAct(giving, text, 'link'),
      representative,
      textVersion,
      fullText,
      proof: { textHash: sha256(fullText), linkId, codeSentTo: contact, codeShownAt: place.at },
    });
  });
}
