import { z } from 'zod';
import { id, isoDate, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { emailText, linkPass, linkToken } from './links.js';
import { LINK_CONFIRMATIONS, LINK_STATES } from './reference.js';

const person = { programmeId: id, personId: id };
const STAFF = ['coordinator', 'curator'] as const;

/** How the holder of a mentor's page shows who they are, the safest first. */
export const MENTOR_CONFIRMATIONS = ['code', 'told_code', 'none'] as const;

/** The newest link to a mentor's page. */
const mentorLink = z.object({
  linkId: id,
  state: z.enum(LINK_STATES),
  confirmation: z.enum(LINK_CONFIRMATIONS),
  contact: z.string().nullable(),
  createdAt: isoDateTime,
  createdBy: z.string().nullable(),
  /** The last day on which it opens the page. */
  lastDay: isoDate,
  lastUsedAt: isoDateTime.nullable(),
});
export type MentorLink = z.infer<typeof mentorLink>;

/** Why somebody gets no page by a link. */
export const MENTOR_LINK_REFUSALS = [
  'link.hasAccount',
  'link.consentWithdrawn',
  'link.programmeOver',
] as const;

export const mentorLinks = {
  listMentorLinks: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-links',
    summary:
      'Mentors without an account, each with the newest link to a page of their own: for curators, ' +
      'the mentors of their pairs.',
    tag: 'links',
    access: STAFF,
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      /** `open`: with a link that works; `none`: without. */
      state: z.enum(['open', 'none']).optional(),
      /** Only the mentors of this pair. */
      pairId: id.optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({ personId: id, name: z.string(), link: mentorLink.nullable() }),
    ).extend({
      /** Over all of them, whatever the filter. */
      counts: z.object({ mentors: z.number().int(), open: z.number().int() }),
    }),
  }),

  getMentorLink: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/mentor-link',
    summary: 'The newest link to a mentor’s own page, and what a new one can be made with.',
    tag: 'links',
    access: STAFF,
    input: z.object(person),
    output: z.object({
      name: z.string(),
      /** Null: there was none. */
      link: mentorLink.nullable(),
      /** Null: one can be made. */
      refusal: z.enum(MENTOR_LINK_REFUSALS).nullable(),
      contact: z.string().nullable(),
      /** The programme’s last day: no link lives longer. */
      endsOn: isoDate,
    }),
  }),

  createMentorLink: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/mentor-link',
    summary:
      'Makes a link to a page of their own for a mentor without an account; its token, and a code that ' +
      'is to be told, are said this once. The one before ends at once.',
    tag: 'links',
    access: STAFF,
    input: z.object({
      ...person,
      confirmation: z.enum(MENTOR_CONFIRMATIONS, 'required'),
      contact: emailText.nullable().default(null),
      /** The last day; left out: the programme’s. */
      lastDay: isoDate.nullable().default(null),
    }),
    output: z.object({
      linkId: id,
      token: z.string(),
      toldCode: z.string().nullable(),
      lastDay: isoDate,
    }),
  }),

  revokeMentorLink: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/participants/{personId}/mentor-link/{linkId}',
    summary: 'Ends a link to a mentor’s page, and what is open by it, at once.',
    tag: 'links',
    access: STAFF,
    input: z.object({ ...person, linkId: id }),
    output: z.object({ linkId: id, state: z.enum(LINK_STATES) }),
  }),

  enterByLink: endpoint({
    method: 'POST',
    path: '/links/enter',
    summary:
      'Who has confirmed a link to a mentor’s page: as whom the tool then calls, at this one request of theirs.',
    tag: 'links',
    access: 'system',
    input: z.object({ token: linkToken, pass: linkPass }),
    output: z.object({
      linkId: id,
      organisationId: id,
      programmeId: id,
      personId: id,
      lastDay: isoDate,
    }),
  }),
};
