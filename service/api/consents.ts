import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint, givesFile, takesFile } from './endpoint.js';
import { fileFacts } from './files.js';
import {
  AGES,
  CONSENT_GAPS,
  CONSENT_KINDS,
  CONSENT_PARTIES,
  CONSENT_WAYS,
  LINK_CONFIRMATIONS,
  LINK_STATES,
  REPRESENTATIVE_GROUNDS,
  ROLES,
} from './reference.js';

const kind = z.enum(CONSENT_KINDS);
const required = (max: number) => text(max).pipe(z.string().min(1, 'required'));
const optional = (max: number) => text(max).nullable().default(null);

/** Who acts for a minor, and on what ground. */
export const representative = z.object({
  name: required(600),
  ground: z.enum(REPRESENTATIVE_GROUNDS),
  /** The paper that shows it, for a guardian: «распоряжение № 12 от 01.02.2024». */
  document: optional(500),
});

const useAnswer = z.object({ allowed: z.boolean(), reasons: z.array(z.enum(CONSENT_GAPS)) });

/** Whether data may be used today, and if not, why. */
export const dataUse = z.object({
  matching: useAnswer,
  register: useAnswer,
  publication: useAnswer,
});

/** How somebody stands with their consents today. */
const standing = z.object({
  age: z.enum(AGES),
  needed: z.array(kind),
  valid: z.array(kind),
  gaps: z.array(z.enum(CONSENT_GAPS)),
});

/** One row of the ledger; nothing in it is ever changed. */
export const consentEntry = z.object({
  consentId: id,
  kind,
  act: z.enum(['given', 'withdrawn']),
  /** The day on the paper or of the act. */
  on: isoDate,
  recordedAt: isoDateTime,
  way: z.enum(CONSENT_WAYS),
  byWhom: z.enum(CONSENT_PARTIES),
  /** Who gave it in the tool or wrote it down; null: by a link. */
  recordedBy: z.string().nullable(),
  representative: representative.nullable(),
  validUntil: isoDate.nullable(),
  purpose: z.string().nullable(),
  data: z.array(z.string()),
  actions: z.array(z.string()),
  textVersion: z.string().nullable(),
  originalNumber: z.string().nullable(),
  originalNote: z.string().nullable(),
  reason: z.string().nullable(),
  /** The scan of the original that came with it; null: none was kept. */
  scan: fileFacts.nullable(),
  /** What was added later, newest first; a scan stands in the place of all before it. */
  annotations: z.array(
    z.object({
      annotationId: id,
      at: isoDateTime,
      by: z.string().nullable(),
      note: z.string().nullable(),
      /** Why the scan replaces another. */
      reason: z.string().nullable(),
      scan: fileFacts.nullable(),
    }),
  ),
  /** Whether it holds today; always false for a withdrawal. */
  valid: z.boolean(),
});
export type ConsentEntry = z.infer<typeof consentEntry>;

/** The words of a consent as somebody reads them before they give it. */
export const consentText = z.object({
  kind,
  version: z.string(),
  title: z.string(),
  /** Filled with what is known; «____» is to be written in by hand. */
  paragraphs: z.array(z.string()),
  purpose: z.string(),
  data: z.array(z.string()),
  actions: z.array(z.string()),
  validUntil: isoDate,
  withdrawal: z.string(),
  /** What the college's lawyer has still to check. */
  note: z.string(),
});
export type ConsentText = z.infer<typeof consentText>;

const consentsOfPerson = standing.extend({
  personId: id,
  name: z.string(),
  use: dataUse,
  /** Newest first. */
  entries: z.array(consentEntry),
});

const link = z.object({
  linkId: id,
  kind,
  confirmation: z.enum(LINK_CONFIRMATIONS),
  /** '': the link is confirmed without a code. */
  contact: z.string(),
  state: z.enum(LINK_STATES),
  createdAt: isoDateTime,
  expiresAt: isoDateTime,
  lastUsedAt: isoDateTime.nullable(),
});

const person = { programmeId: id, personId: id };
const written = z.object({ consentId: id });

export const consents = {
  listConsents: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/consents',
    summary: 'Mentors and mentees with what is missing of their consents; filters, pages.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      role: z.enum(['mentor', 'mentee']).optional(),
      groupName: text(100).optional(),
      age: z.enum(AGES).optional(),
      state: z.enum(['complete', 'incomplete']).optional(),
      gap: z.enum(CONSENT_GAPS).optional(),
      ...paging,
    }),
    output: pageOf(
      standing.extend({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        roles: z.array(z.enum(ROLES)),
      }),
    ).extend({
      /** In the whole programme: people who need a consent, those with all, and by what is missing. */
      counts: z.object({
        people: z.number().int(),
        complete: z.number().int(),
        byGap: z.record(z.string(), z.number().int()),
      }),
      /** The groups that somebody of them is in, for the filter. */
      groups: z.array(z.string()),
    }),
  }),

  getConsents: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/consents',
    summary: 'The ledger of one person, what holds of it, and the personal links.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object(person),
    output: consentsOfPerson.extend({ links: z.array(link) }),
  }),

  myConsents: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/consents',
    summary: 'The caller’s own consents: what is needed, what holds.',
    tag: 'consents',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: consentsOfPerson,
  }),

  findConsentGaps: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/consent-gaps',
    summary: 'What is missing of the consents of these people, for marks beside their names.',
    tag: 'consents',
    access: ['coordinator', 'curator', 'head'],
    input: z.object({ programmeId: id, personIds: z.array(id).max(500) }),
    output: z.object({
      /** Only who takes part and lacks something. */
      people: z.array(z.object({ personId: id, gaps: z.array(z.enum(CONSENT_GAPS)) })),
    }),
  }),

  getDataUse: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/data-use',
    summary: 'Whether a person’s data may be used today for matching, registers, publication.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object(person),
    output: dataUse,
  }),

  getConsentText: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/consent-texts/{kind}',
    summary: 'The words of a consent, filled for one person: for reading, or for printing.',
    tag: 'consents',
    access: ['coordinator', 'mentor', 'mentee'],
    input: z.object({ ...person, kind }),
    output: consentText,
  }),

  giveConsent: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/consents',
    summary: 'Gives one’s own consent to the text that was read; its version says which.',
    tag: 'consents',
    access: ['mentor', 'mentee'],
    input: z.object({
      programmeId: id,
      kind: z.enum(['own', 'publication']),
      textVersion: z.string().min(1).max(32),
      idempotencyKey,
    }),
    output: written,
  }),

  keepConsentScan: takesFile({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/consent-scans',
    summary:
      'Keeps the scan of a paper consent (pdf, jpeg or png of 10 MB at most); the consent that is ' +
      'written down within a day names it.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object(person),
    output: fileFacts.extend({ scanId: id }),
  }),

  getConsentScan: givesFile({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}/consents/{consentId}/scan',
    summary: 'The scan of a paper consent; the journal notes who opened it.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object({
      ...person,
      consentId: id,
      /** The scan that this addition brought; left out: the one that came with the consent. */
      annotationId: id.optional(),
    }),
    output: fileFacts.extend({ kind, on: isoDate }),
  }),

  recordPaperConsent: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/consents',
    summary: 'Writes down a consent that was signed on paper, with a note of the original.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object({
      ...person,
      kind,
      givenOn: isoDate,
      /** Null: as long as the text of the template says. */
      validUntil: isoDate.nullable().default(null),
      representative: representative.nullable().default(null),
      originalNumber: optional(100),
      /** Where the original is kept. */
      originalNote: required(500),
      /** A scan that was kept before for this person. */
      scanId: id.nullable().default(null),
      idempotencyKey,
    }),
    output: written,
  }),

  annotateConsent: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/consents/{consentId}/annotations',
    summary:
      'Adds a scan or a note to a consent on paper; nothing that stands there is changed. A scan in the ' +
      'place of another wants a reason.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object({
      ...person,
      consentId: id,
      /** A scan that was kept before for this person. */
      scanId: id.nullable().default(null),
      note: optional(500),
      reason: optional(500),
      idempotencyKey,
    }),
    output: z.object({ annotationId: id }),
  }),

  withdrawConsent: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/participants/{personId}/consent-withdrawals',
    summary: 'Writes down that a consent was withdrawn; it ends at once.',
    tag: 'consents',
    access: ['coordinator'],
    input: z.object({
      ...person,
      kind,
      withdrawnOn: isoDate,
      byWhom: z.enum(CONSENT_PARTIES),
      reason: required(1000),
      idempotencyKey,
    }),
    output: written,
  }),

  withdrawMyConsent: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/consent-withdrawals',
    summary: 'Withdraws a consent to the use of one’s own data, also a parent’s; it ends at once.',
    tag: 'consents',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id, kind, reason: optional(1000), idempotencyKey }),
    output: written,
  }),
};
