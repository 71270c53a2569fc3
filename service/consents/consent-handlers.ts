import { todayIn } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import { ownId } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { consentLinksOf } from '../links/index.js';
import { annotateConsent } from './annotating.js';
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
  | 'annotateConsent'
  | 'withdrawConsent'
  | 'withdrawMyConsent';

async function getConsents(deps: ServiceDeps, { authority, input }: Call<'getConsents'>) {
  const consents = await readConsents(deps, authority, input.personId);
  const links = await consentLinksOf(deps, input.programmeId, input.personId);
  return { ...consents, links };
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
    annotateConsent: (call) => annotateConsent(deps, call),
    withdrawConsent: (call) => withdrawConsent(deps, call),
    withdrawMyConsent: (call) => withdrawMyConsent(deps, call),
  };
}
