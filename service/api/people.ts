import { z } from 'zod';
import { id, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { lmsPerson } from './programmes.js';
import { ASSIGNABLE_ROLES, FORMS, PARTICIPATION_STATES, ROLES } from './reference.js';

export const participant = z.object({
  personId: id,
  name: z.string(),
  email: z.string().nullable(),
  groupName: z.string().nullable(),
  roles: z.array(
    z.object({
      role: z.enum(ROLES),
      state: z.enum(PARTICIPATION_STATES),
      /** True: a coordinator's word, which stands at later launches. */
      byHand: z.boolean(),
    }),
  ),
  /** A curator's forms; null: all. */
  scopeForms: z.array(z.enum(FORMS)).nullable(),
  /** `left`: no longer in the LMS course (marked, never dropped); `none`: no LMS account. */
  lmsStatus: z.enum(['active', 'left', 'none']),
  activePairs: z.number().int(),
  version: z.number().int(),
});
export type Participant = z.infer<typeof participant>;

export const people = {
  listParticipants: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants',
    summary: 'People of the programme with their roles; search, filters, sorting, pages.',
    tag: 'people',
    access: ['coordinator', 'curator', 'head', 'psychologist', 'methodist'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      role: z.enum(ROLES).optional(),
      lmsStatus: z.enum(['active', 'left', 'none']).optional(),
      /** `unpaired`: mentors or mentees without an open pair. */
      pairing: z.enum(['paired', 'unpaired']).optional(),
      sort: z.enum(['name', '-name']).default('name'),
      ...paging,
    }),
    output: pageOf(participant).extend({
      /** People by role in the whole programme, for the filter. */
      counts: z.record(z.string(), z.number().int()),
    }),
  }),

  getParticipant: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/participants/{personId}',
    summary: 'One person of the programme.',
    tag: 'people',
    access: ['coordinator', 'curator', 'head', 'psychologist', 'methodist'],
    input: z.object({ programmeId: id, personId: id }),
    output: participant,
  }),

  setRoles: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/participants/{personId}/roles',
    summary: 'Gives a person their roles by hand; stands at later launches. Empty: a visitor.',
    tag: 'people',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      personId: id,
      roles: z.array(z.enum(ASSIGNABLE_ROLES)).max(ASSIGNABLE_ROLES.length),
      scopeForms: z.array(z.enum(FORMS)).nullable().default(null),
      version: z.number().int(),
    }),
    output: participant,
  }),

  syncRoster: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/roster',
    summary:
      'Takes what the LMS roster says. Only a complete fetch marks those who are missing as left.',
    tag: 'people',
    access: 'system',
    input: z.object({
      programmeId: id,
      issuer: z.string().min(1).max(255),
      complete: z.boolean(),
      members: z
        .array(
          lmsPerson.extend({
            lmsRole: z.enum(['coordinator', 'instructor', 'mentor', 'mentee', 'visitor']),
            status: z.enum(['active', 'inactive']),
          }),
        )
        .max(20_000),
    }),
    output: z.object({
      total: z.number().int(),
      added: z.number().int(),
      updated: z.number().int(),
      left: z.number().int(),
      at: isoDateTime,
    }),
  }),
};
