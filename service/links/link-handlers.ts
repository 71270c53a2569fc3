import { type ConsentTexts, consentTexts } from '../consents/consent-text.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { enterByLink } from './acting-by-link.js';
import { giveConsentByLink, readConsentByLink, readGivenByLink } from './consent-by-link.js';
import { createConsentLink, createSurveyLink, getLinks, revokeLink } from './making-links.js';
import {
  createMentorLink,
  getMentorLink,
  listMentorLinks,
  revokeMentorLink,
} from './mentor-links.js';
import { confirmLink, openLink, sendLinkCode } from './opening-links.js';
import { readSurveyByLink, saveSurveyByLink } from './survey-by-link.js';

type Names =
  | 'getLinks'
  | 'createConsentLink'
  | 'createSurveyLink'
  | 'revokeLink'
  | 'revokeConsentLink'
  | 'openLink'
  | 'sendLinkCode'
  | 'confirmLink'
  | 'readConsentByLink'
  | 'giveConsentByLink'
  | 'readGivenByLink'
  | 'readSurveyByLink'
  | 'saveSurveyByLink'
  | 'listMentorLinks'
  | 'getMentorLink'
  | 'createMentorLink'
  | 'revokeMentorLink'
  | 'enterByLink';

/** The handlers of personal links: made by coordinators, opened by whoever holds one. */
export function linkHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const texts: ConsentTexts = consentTexts();
  return {
    getLinks: (call) => getLinks(deps, call),
    createConsentLink: (call) => createConsentLink(deps, call),
    createSurveyLink: (call) => createSurveyLink(deps, call),
    revokeLink: (call) => revokeLink(deps, call),
    revokeConsentLink: (call) => revokeLink(deps, call, ['parent', 'publication']),
    openLink: (call) => openLink(deps, call),
    sendLinkCode: (call) => sendLinkCode(deps, call),
    confirmLink: (call) => confirmLink(deps, call),
    readConsentByLink: (call) => readConsentByLink(deps, texts, call),
    giveConsentByLink: (call) => giveConsentByLink(deps, texts, call),
    readGivenByLink: (call) => readGivenByLink(deps, call),
    readSurveyByLink: (call) => readSurveyByLink(deps, call),
    saveSurveyByLink: (call) => saveSurveyByLink(deps, call),
    listMentorLinks: (call) => listMentorLinks(deps, call),
    getMentorLink: (call) => getMentorLink(deps, call),
    createMentorLink: (call) => createMentorLink(deps, call),
    revokeMentorLink: (call) => revokeMentorLink(deps, call),
    enterByLink: (call) => enterByLink(deps, call),
  };
}
