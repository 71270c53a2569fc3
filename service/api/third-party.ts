import { z } from 'zod';
import { id, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { emailText, linkPass, linkToken } from './links.js';
import { answers, definition } from './questionnaire-definition.js';
import {
  LINK_CONFIRMATIONS,
  LINK_STATES,
  THIRD_PARTY_GIVERS,
  THIRD_PARTY_STATES,
} from './reference.js';

/** Who reads what third parties tell; a curator with forms given, of whom they see. */
export const THIRD_PARTY_READERS = ['coordinator', 'curator', 'psychologist'] as const;

const inProgramme = { programmeId: id };
const giver = z.enum(THIRD_PARTY_GIVERS);
const version = z.coerce.number().int().min(0);

/** A link by which something is told, as staff see it. */
export const thirdPartyLink = z.object({
  linkId: id,
  /** The group whose students it lists; null: it is about one. */
  groupName: z.string().nullable(),
  confirmation: z.enum(LINK_CONFIRMATIONS),
  /** For the coordinator alone. */
  contact: z.string().nullable(),
  state: z.enum(LINK_STATES),
  createdAt: isoDateTime,
  createdBy: z.string().nullable(),
  expiresAt: isoDateTime,
  lastUsedAt: isoDateTime.nullable(),
});

export const thirdPartySheet = z.object({
  sheetId: id,
  giver,
  state: z.enum(THIRD_PARTY_STATES),
  askedAt: isoDateTime,
  givenAt: isoDateTime.nullable(),
  /** Who told it, as they named themselves, or by their account. */
  givenBy: z.string().nullable(),
  /** Null: it was told in the tool. */
  link: thirdPartyLink.nullable(),
  definition,
  /** Null: not told yet, or not to be read while the consent is missing. */
  answers: answers.nullable(),
  version: z.number().int(),
});
export type ThirdPartySheet = z.infer<typeof thirdPartySheet>;

const giverName = text(200).pipe(z.string().min(1, 'required'));

export const thirdParty = {
  listThirdParty: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/third-party',
    summary: 'The mentees with who was asked about them and who told something.',
    tag: 'third-party',
    access: THIRD_PARTY_READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      groupName: text(100).optional(),
      state: z.enum(['missing', 'given', 'none', 'no_consent']).optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        /** Whether they may be asked about. */
        consent: z.boolean(),
        asked: z.array(giver),
        given: z.array(giver),
      }),
    ).extend({
      groups: z.array(z.string()),
      counts: z.object({
        mentees: z.number().int(),
        given: z.number().int(),
        missing: z.number().int(),
      }),
    }),
  }),

  listThirdPartyLinks: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/third-party-links',
    summary: 'The links that were made for whole groups, newest first.',
    tag: 'third-party',
    access: ['coordinator'],
    input: z.object(inProgramme),
    output: z.object({
      links: z.array(thirdPartyLink.extend({ asked: z.number().int(), given: z.number().int() })),
    }),
  }),

  getThirdParty: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}/third-party',
    summary:
      'What third parties were asked and told of a mentee; never for the mentee or a mentor.',
    tag: 'third-party',
    access: THIRD_PARTY_READERS,
    input: z.object({ ...inProgramme, personId: id }),
    output: z.object({
      personId: id,
      name: z.string(),
      groupName: z.string().nullable(),
      /** Whether somebody may be asked, and answers be read. */
      consent: z.boolean(),
      /** As whom the caller can tell something in the tool; null: not. */
      mayGive: giver.nullable(),
      /** The questions that they would be asked. */
      asks: definition.nullable(),
      sheets: z.array(thirdPartySheet),
    }),
  }),

  askThirdParty: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/third-party-links',
    summary:
      'Makes a personal link by which somebody tells what they know of one mentee, or a group’s curator ' +
      'of each of the group. Token and told code are said this once; an open link for the same ends.',
    tag: 'third-party',
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      giver,
      /** One of both. */
      personId: id.nullable().default(null),
      groupName: text(100).nullable().default(null),
      confirmation: z.enum(['code', 'told_code']).default('code'),
      contact: emailText.nullable().default(null),
      days: z.number().int().min(1, 'number.range').max(60, 'number.range').default(14),
    }),
    output: z.object({
      linkId: id,
      token: z.string(),
      /** To be told by another way than the link; null: a code is sent by mail. */
      toldCode: z.string().nullable(),
      expiresAt: isoDateTime,
      asked: z.number().int(),
      /** Of the group, left out: without consent, or told of already. */
      withoutConsent: z.number().int(),
      toldAlready: z.number().int(),
    }),
  }),

  revokeThirdPartyLink: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/third-party-links/{linkId}',
    summary: 'Ends a link of third parties; what was told by it stays.',
    tag: 'third-party',
    access: ['coordinator'],
    input: z.object({ ...inProgramme, linkId: id }),
    output: z.object({ linkId: id, state: z.enum(LINK_STATES) }),
  }),

  giveThirdParty: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/people/{personId}/third-party',
    summary: 'What a psychologist or a curator tells of a mentee in the tool.',
    tag: 'third-party',
    access: ['curator', 'psychologist'],
    input: z.object({ ...inProgramme, personId: id, answers, version }),
    output: z.object({ sheetId: id, version: z.number().int() }),
  }),

  readThirdPartyByLink: endpoint({
    method: 'POST',
    path: '/links/third-party',
    summary: 'Whom a link asks about, by first name and group, for who has confirmed.',
    tag: 'third-party',
    access: 'system',
    input: z.object({ token: linkToken, pass: linkPass }),
    output: z.object({
      giver,
      organisationName: z.string(),
      expiresAt: isoDateTime,
      /** As the holder named themselves with the last sheet. */
      giverName: z.string().nullable(),
      sheets: z.array(
        z.object({
          sheetId: id,
          name: z.string(),
          groupName: z.string().nullable(),
          state: z.enum(THIRD_PARTY_STATES),
          givenAt: isoDateTime.nullable(),
          definition,
          answers,
          version: z.number().int(),
        }),
      ),
    }),
  }),

  saveThirdPartyByLink: endpoint({
    method: 'POST',
    path: '/links/third-party/answers',
    summary: 'What the holder of a link tells of one mentee; may be changed while the link holds.',
    tag: 'third-party',
    access: 'system',
    input: z.object({
      token: linkToken,
      pass: linkPass,
      sheetId: id,
      giverName,
      answers,
      version,
    }),
    output: z.object({ sheetId: id, version: z.number().int(), left: z.number().int() }),
  }),
};
