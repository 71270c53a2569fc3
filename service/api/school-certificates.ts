import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';

const KEEPERS = ['coordinator', 'methodist'] as const;
const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

/** Certificates that are issued at one time. */
export const MOST_ISSUED = 200;

/** A certificate of the mentors' school, with what stands in the paper. */
export const certificate = z.object({
  certificateId: id,
  personId: id,
  /** The name as it was when it was issued. */
  name: z.string(),
  /** Counted within the organisation and the year, without gaps. */
  number: z.number().int(),
  year: z.number().int(),
  issuedOn: isoDate,
  sessions: z.number().int(),
  minutes: z.number().int(),
  /** Titles of the sessions, in their order. */
  topics: z.array(z.string()),
  revokedOn: isoDate.nullable(),
  revokedReason: z.string().nullable(),
  version: z.number().int(),
});
export type Certificate = z.infer<typeof certificate>;

const inProgramme = { programmeId: id };

export const schoolCertificates = {
  listSchoolCertificates: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/certificates',
    summary: 'Certificates of the mentors’ school, the newest first.',
    tag: 'school',
    access: READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      state: z.enum(['valid', 'revoked']).optional(),
      issuedOn: isoDate.optional(),
      ...paging,
    }),
    output: pageOf(certificate),
  }),

  getSchoolCertificate: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/certificates/{certificateId}',
    summary: 'One certificate, with what stands in the paper.',
    tag: 'school',
    access: READERS,
    input: z.object({ ...inProgramme, certificateId: id }),
    output: certificate,
  }),

  issueSchoolCertificates: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/certificates',
    summary:
      'Issues certificates to mentors who meet the rule, all or nobody; who holds a valid one keeps it.',
    tag: 'school',
    access: KEEPERS,
    input: z.object({
      ...inProgramme,
      personIds: z.array(id).min(1, 'people.noneChosen').max(MOST_ISSUED, 'people.tooMany'),
      /** Not in the future; the number is of its year. */
      issuedOn: isoDate,
      idempotencyKey,
    }),
    output: z.object({ issued: z.number().int(), unchanged: z.number().int() }),
  }),

  revokeSchoolCertificate: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/certificates/{certificateId}/revocation',
    summary: 'Revokes a certificate; its number stays taken.',
    tag: 'school',
    access: KEEPERS,
    input: z.object({
      ...inProgramme,
      certificateId: id,
      reason: text(500).pipe(z.string().min(1, 'required')),
      version: z.number().int(),
    }),
    output: certificate,
  }),
};
