import { todayIn, toIso } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import { ownId } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { consentLinkStore } from './consent-link-store.js';
import {
  createConsentLink,
  exchangeConsentLink,
  giveConsentByLink,
  readConsentByLink,
  revokeConsentLink,
  sendConsentCode,
} from './consent-links.js';
import { getConsentScan, keepConsentScan } from './consent-scans.js';
import { findConsentGaps, listConsents, mayUseData, readConsents } from './consent-standing.js';
import { type ConsentTexts, consentTexts } from './consent-text.js';
import {
  giveConsent,
  personOf,
  readPlace,
  recordPaperConsent,
  withdrawConsent,
  withdrawMyConsent,
} from './consent-writes.js';
import { linkState } from './link-rules.js';

type Names =
  | 'listConsents'
  | 'getConsents'
  | 'myConsents'
  | 'getDataUse'
  | 'getConsentText'
  | 'findConsentGaps'
  | 'keepConsentScan'
  | 'getConsentScan'
  | 'giveConsent'
  | 'recordPaperConsent'
  | 'withdrawConsent'
  | 'withdrawMyConsent'
  | 'createConsentLink'
  | 'revokeConsentLink'
  | 'exchangeConsentLink'
  | 'sendConsentCode'
  | 'readConsentByLink'
  | 'giveConsentByLink';

async function getConsents(deps: ServiceDeps, { authority, input }: Call<'getConsents'>) {
  const consents = await readConsents(deps, authority, input.personId);
  const links = await consentLinkStore(deps.db).ofPerson(input.programmeId, input.personId);
  const now = deps.clock.now();
  return {
    ...consents,
    links: links.map((link) => ({
      linkId: link.linkId,
      kind: link.kind,
      contact: link.contact,
      state: linkState(link, now),
      createdAt: toIso(link.createdAt),
      expiresAt: toIso(link.expiresAt),
      lastUsedAt: link.lastUsedAt === null ? null : toIso(link.lastUsedAt),
    })),
  };
}

async function getDataUse(deps: ServiceDeps, { authority, input }: Call<'getDataUse'>) {
  const { programmeId, personId } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const use = (await mayUseData(deps.db, { programmeId, today }, [personId])).get(personId);
  if (!use) throw notFound('participant');
  return use;
}

/** Coordinators read and print the texts of all, others their own. */
async function getConsentText(
  deps: ServiceDeps,
  texts: ConsentTexts,
  { authority, input }: Call<'getConsentText'>,
) {
  const { programmeId, personId, kind } = input;
  if (authority.role !== 'coordinator' && authority.personId !== personId) {
    throw notFound('participant');
  }
  const place = await readPlace(deps.db, deps, programmeId, personId);
  const { representativeName: name } = place.member;
  const person = personOf(place);
  // Known from the profile; ground and paper are written in by hand.
  const signer = person.age === 'minor' && name ? { name, ground: null, document: null } : null;
  return texts.textFor(kind, place.programme, person, signer);
}

/** The handlers of the consents of a programme's people. */
export function consentHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const texts = consentTexts();
  return {
    listConsents: remembered<'listConsents'>(deps, (call) => listConsents(deps, call)),
    getConsents: (call) => getConsents(deps, call),
    myConsents: remembered<'myConsents'>(deps, ({ authority }) =>
      readConsents(deps, authority, ownId(authority)),
    ),
    findConsentGaps: (call) => findConsentGaps(deps, call),
    keepConsentScan: (call) => keepConsentScan(deps, call),
    getConsentScan: (call) => getConsentScan(deps, call),
    getDataUse: (call) => getDataUse(deps, call),
    getConsentText: (call) => getConsentText(deps, texts, call),
    giveConsent: (call) => giveConsent(deps, texts, call),
    recordPaperConsent: (call) => recordPaperConsent(deps, texts, call),
    withdrawConsent: (call) => withdrawConsent(deps, call),
    withdrawMyConsent: (call) => withdrawMyConsent(deps, call),
    createConsentLink: (call) => createConsentLink(deps, call),
    revokeConsentLink: (call) => revokeConsentLink(deps, call),
    exchangeConsentLink: (call) => exchangeConsentLink(deps, call),
    sendConsentCode: (call) => sendConsentCode(deps, call),
    readConsentByLink: (call) => readConsentByLink(deps, texts, call),
    giveConsentByLink: (call) => giveConsentByLink(deps, texts, call),
  };
}
