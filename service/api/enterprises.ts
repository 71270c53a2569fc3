import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, text } from './common.js';
import { email, line, phone } from './contacts.js';
import { endpoint } from './endpoint.js';
import { AGREEMENT_STATES, STAFF_ROLES } from './reference.js';

/** What a coordinator writes down of a partner enterprise. */
export const enterpriseFields = z.object({
  name: text(300).pipe(z.string().min(1, 'required')),
  contactName: line(300),
  contactPosition: line(255),
  contactPhone: phone,
  contactEmail: email,
  agreementNumber: line(100),
  agreementOn: isoDate.nullable().default(null),
  /** Last day of the agreement; null: without end. */
  agreementUntil: isoDate.nullable().default(null),
  note: line(2000),
  /** No longer offered; what names it keeps it. */
  archived: z.boolean().default(false),
});
export type EnterpriseFields = z.infer<typeof enterpriseFields>;

export const enterprise = enterpriseFields.extend({
  enterpriseId: id,
  /** On this day, in the organisation's zone. */
  agreement: z.enum(AGREEMENT_STATES),
  /** Mentors of this programme who come from it. */
  mentors: z.number().int(),
  version: z.number().int(),
});
export type Enterprise = z.infer<typeof enterprise>;

export const enterprises = {
  listEnterprises: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/enterprises',
    summary: 'Partner enterprises of the college with agreements and the number of their mentors.',
    tag: 'enterprises',
    access: STAFF_ROLES,
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      agreement: z.enum(AGREEMENT_STATES).optional(),
      which: z.enum(['current', 'archived']).default('current'),
      ...paging,
    }),
    output: pageOf(enterprise),
  }),

  getEnterprise: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/enterprises/{enterpriseId}',
    summary: 'One partner enterprise.',
    tag: 'enterprises',
    access: STAFF_ROLES,
    input: z.object({ programmeId: id, enterpriseId: id }),
    output: enterprise,
  }),

  createEnterprise: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/enterprises',
    summary: 'Adds a partner enterprise; one of the same name is refused.',
    tag: 'enterprises',
    access: ['coordinator'],
    input: enterpriseFields.extend({ programmeId: id, idempotencyKey }),
    output: enterprise,
  }),

  updateEnterprise: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/enterprises/{enterpriseId}',
    summary: 'Changes a partner enterprise, or archives it.',
    tag: 'enterprises',
    access: ['coordinator'],
    input: enterpriseFields.extend({
      programmeId: id,
      enterpriseId: id,
      version: z.coerce.number().int(),
    }),
    output: enterprise,
  }),
};
