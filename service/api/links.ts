import { z } from 'zod';
import { id, isoDate, isoDateTime, text } from './common.js';
import { consentText, representative } from './consents.js';
import { endpoint } from './endpoint.js';
import { mySurvey } from './my-surveys.js';
import { answers } from './questionnaire-definition.js';
import {
  ANSWER_STATES,
  LINK_CONFIRMATIONS,
  LINK_SCOPES,
  LINK_STATES,
  REPRESENTATIVE_GROUNDS,
  SURVEY_ROLES,
} from './reference.js';

const person = { programmeId: id, personId: id };
export const emailText = text(320).pipe(z.string().regex(/^[^\s@]+@[^\s@]+$/, 'email.format'));

/** What every link is made with. */
const making = {
  /** Where a one-time code is sent; not needed where the birth year is asked for. */
  contact: emailText.nullable().default(null),
  confirmation: z.enum(['code', 'birth_year']).default('code'),
  days: z.number().int().min(1, 'number.range').max(60, 'number.range').default(14),
};
const made = z.object({ linkId: id, token: z.string(), expiresAt: isoDateTime });

/** A personal link as the coordinator sees it. */
export const personalLink = z.object({
  linkId: id,
  scope: z.enum(LINK_SCOPES),
  /** Of a survey. */
  wave: z.object({ waveId: id, title: z.string() }).nullable(),
  confirmation: z.enum(LINK_CONFIRMATIONS),
  contact: z.string().nullable(),
  state: z.enum(LINK_STATES),
  createdAt: isoDateTime,
  /** Name of who made it; null: a program. */
  createdBy: z.string().nullable(),
  expiresAt: isoDateTime,
  usedAt: isoDateTime.nullable(),
  lastUsedAt: isoDateTime.nullable(),
});
export type PersonalLink = z.infer<typeof personalLink>;

/** What a holder of a link shows to be one; kept out of addresses, which are logged. */
export const linkToken = z.string().regex(/^[\w-]{22}$/, 'link.unknown');
/** What they got for code or birth year. */
export const linkPass = z.string().regex(/^[\w-]{22}$/, 'link.passEnded');

export const links = {
  getLinks: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/links',
    summary: 'The personal links of a person, newest first, and what new ones can be made for.',
    tag: 'links',
    access: ['coordinator'],
    input: z.object(person),
    output: z.object({
      links: z.array(personalLink),
      offer: z.object({
        /** Consents that a representative can be asked for now. */
        consents: z.array(z.enum(['parent', 'publication'])),
        /** Open waves that ask this person. */
        waves: z.array(
          z.object({
            waveId: id,
            title: z.string(),
            role: z.enum(SURVEY_ROLES),
            endsOn: isoDate,
            answered: z.boolean(),
          }),
        ),
        birthYearKnown: z.boolean(),
        /** E-mail addresses that are known; null: none. */
        contact: z.object({ own: z.string().nullable(), representative: z.string().nullable() }),
      }),
    }),
  }),

  createConsentLink: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/consent-links',
    summary:
      'Makes a personal link for a representative; its token is told this once. One that was open ' +
      'for the same ends.',
    tag: 'links',
    access: ['coordinator'],
    input: z.object({ ...person, kind: z.enum(['parent', 'publication']), ...making }),
    output: made,
  }),

  createSurveyLink: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/survey-links',
    summary:
      'Makes a personal link by which somebody without an account answers a wave that asks them; its ' +
      'token is told this once. It ends with the wave at the latest.',
    tag: 'links',
    access: ['coordinator'],
    input: z.object({ ...person, waveId: id, ...making }),
    output: made,
  }),

  revokeLink: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/participants/{personId}/links/{linkId}',
    summary: 'Ends a personal link of any purpose; ended already, it stays so.',
    tag: 'links',
    access: ['coordinator'],
    input: z.object({ ...person, linkId: id }),
    output: z.object({ linkId: id, state: z.enum(LINK_STATES) }),
  }),

  revokeConsentLink: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/participants/{personId}/consent-links/{linkId}',
    summary: 'Ends a personal link for a consent; ended already, it stays so.',
    tag: 'links',
    access: ['coordinator'],
    input: z.object({ ...person, linkId: id }),
    output: z.object({ linkId: id, state: z.enum(LINK_STATES) }),
  }),

  openLink: endpoint({
    method: 'POST',
    path: '/links/open',
    summary: 'What a link is for, without anybody’s name: the page before the confirmation.',
    tag: 'links',
    access: 'system',
    input: z.object({ token: linkToken }),
    output: z.object({
      scope: z.enum(LINK_SCOPES),
      confirmation: z.enum(LINK_CONFIRMATIONS),
      organisationName: z.string(),
      /** The contact with its middle hidden; null: the birth year is asked for. */
      contactHint: z.string().nullable(),
      /** Of a birth year or a told code, of all times; null: codes by mail have tries of their own. */
      triesLeft: z.number().int().nullable(),
      expiresAt: isoDateTime,
    }),
  }),

  sendLinkCode: endpoint({
    method: 'POST',
    path: '/links/codes',
    summary: 'Makes a one-time code for a link, which the tool sends to the contact.',
    tag: 'links',
    access: 'system',
    input: z.object({ token: linkToken }),
    output: z.object({
      code: z.string(),
      contact: z.string(),
      organisationName: z.string(),
      expiresAt: isoDateTime,
    }),
  }),

  confirmLink: endpoint({
    method: 'POST',
    path: '/links/passes',
    summary:
      'Takes the code, or the birth year of whom the link is about, and gives a pass for what follows; it ' +
      'ends an hour after it was last shown.',
    tag: 'links',
    access: 'system',
    input: z.object({
      token: linkToken,
      /** Six digits, or four: the way of the link says which; '' where nothing is asked for. */
      answer: text(20),
    }),
    output: z.object({ pass: z.string(), scope: z.enum(LINK_SCOPES) }),
  }),

  readConsentByLink: endpoint({
    method: 'POST',
    path: '/links/consent-text',
    summary:
      'The words of the consent, for who has confirmed; filled with the representative, where one is ' +
      'given: what is read is what will be kept.',
    tag: 'links',
    access: 'system',
    input: z.object({
      token: linkToken,
      pass: linkPass,
      representative: representative.nullable().default(null),
    }),
    output: z.object({ personName: z.string(), organisationName: z.string(), text: consentText }),
  }),

  giveConsentByLink: endpoint({
    method: 'POST',
    path: '/links/consents',
    summary: 'Gives the consent of a link, once, with the version that was read.',
    tag: 'links',
    access: 'system',
    input: z.object({
      token: linkToken,
      pass: linkPass,
      textVersion: z.string().min(1).max(32),
      representative,
    }),
    output: z.object({ consentId: id }),
  }),

  readGivenByLink: endpoint({
    method: 'POST',
    path: '/links/given',
    summary: 'The consent that was given by a link, word for word, while the pass holds.',
    tag: 'links',
    access: 'system',
    input: z.object({ token: linkToken, pass: linkPass }),
    output: z.object({
      organisationName: z.string(),
      givenOn: isoDate,
      representative: z
        .object({ name: z.string(), ground: z.enum(REPRESENTATIVE_GROUNDS) })
        .nullable(),
      title: z.string(),
      paragraphs: z.array(z.string()),
    }),
  }),

  readSurveyByLink: endpoint({
    method: 'POST',
    path: '/links/survey',
    summary: 'The questionnaire of a link with the answers so far, for who has confirmed.',
    tag: 'links',
    access: 'system',
    input: z.object({ token: linkToken, pass: linkPass }),
    output: mySurvey.extend({ personName: z.string(), organisationName: z.string() }),
  }),

  saveSurveyByLink: endpoint({
    method: 'POST',
    path: '/links/answers',
    summary: 'Saves answers as the person of the link, as `saveMyAnswers` does for who signed in.',
    tag: 'links',
    access: 'system',
    input: z.object({
      token: linkToken,
      pass: linkPass,
      answers,
      final: z.boolean().default(false),
      version: z.coerce.number().int().min(0),
    }),
    output: z.object({ answerState: z.enum(ANSWER_STATES), answers, version: z.number().int() }),
  }),
};
