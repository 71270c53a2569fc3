import { z } from 'zod';
import {
  id,
  idempotencyKey,
  isoDate,
  isoDateTime,
  pageOf,
  paging,
  personRef,
  text,
} from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { COUNCIL_ROLES, PROTOCOL_GAPS, PROTOCOL_STATES } from './reference.js';

const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

export const MOST_POINTS_OF_AGENDA = 30;

const memberFields = z.object({
  /** Somebody of the programme; null: from outside, by name. */
  personId: id.nullable().default(null),
  name: line(300),
  position: line(255),
  role: z.enum(COUNCIL_ROLES),
  since: isoDate,
  /** Last day; null: goes on. */
  until: isoDate.nullable().default(null),
});
export type CouncilMemberFields = z.infer<typeof memberFields>;

export const councilMember = memberFields.extend({
  memberId: id,
  name: z.string(),
  /** Today. */
  current: z.boolean(),
  version: z.number().int(),
});
export type CouncilMember = z.infer<typeof councilMember>;

const point = z.object({
  topic: text(1000).pipe(z.string().min(1, 'required')),
  decision: text(2000),
  /** Whom it concerns. */
  personIds: z.array(id).max(200).default([]),
});
export type AgendaPoint = z.infer<typeof point>;

const protocolFields = z.object({
  number: text(50).pipe(z.string().min(1, 'required')),
  heldOn: isoDate,
  /** Members of the council who were there. */
  presentIds: z.array(id).max(100).default([]),
  points: z.array(point).max(MOST_POINTS_OF_AGENDA, 'protocol.tooManyPoints').default([]),
});
export type ProtocolFields = z.infer<typeof protocolFields>;

const protocolRow = z.object({
  protocolId: id,
  number: z.string(),
  heldOn: isoDate,
  state: z.enum(PROTOCOL_STATES),
  points: z.number().int(),
});

export const protocol = protocolRow.omit({ points: true }).extend({
  presentIds: z.array(id),
  /** As they were when it was signed. */
  present: z.array(
    z.object({ name: z.string(), position: z.string().nullable(), role: z.enum(COUNCIL_ROLES) }),
  ),
  points: z.array(point.extend({ people: z.array(personRef) })),
  /** What stands at the head of the paper; of signed minutes as it was then. */
  organisationName: z.string(),
  programmeTitle: z.string(),
  /** What is to be written before it can be signed; empty once it is. */
  missing: z.array(z.enum(PROTOCOL_GAPS)),
  signedAt: isoDateTime.nullable(),
  signedBy: z.string().nullable(),
  version: z.number().int(),
});
export type Protocol = z.infer<typeof protocol>;

const inProgramme = { programmeId: id };
const version = z.coerce.number().int();

export const council = {
  listCouncil: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/council/members',
    summary: 'The members of the mentors’ council, who sits in it now first.',
    tag: 'council',
    access: READERS,
    input: z.object(inProgramme),
    output: z.object({ rows: z.array(councilMember) }),
  }),

  addCouncilMember: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/council/members',
    summary: 'Adds a member: a person of the programme, or somebody from outside by name.',
    tag: 'council',
    access: ['coordinator'],
    input: memberFields.extend({ ...inProgramme, idempotencyKey }),
    output: councilMember,
  }),

  updateCouncilMember: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/council/members/{memberId}',
    summary: 'Changes a member: position, role, from when to when.',
    tag: 'council',
    access: ['coordinator'],
    input: memberFields.extend({ ...inProgramme, memberId: id, version }),
    output: councilMember,
  }),

  listProtocols: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/council/protocols',
    summary: 'The minutes of the council, newest first.',
    tag: 'council',
    access: READERS,
    input: z.object({
      ...inProgramme,
      state: z.enum(PROTOCOL_STATES).optional(),
      /** Those with a point that concerns this person. */
      personId: id.optional(),
      ...paging,
    }),
    output: pageOf(protocolRow),
  }),

  getProtocol: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/council/protocols/{protocolId}',
    summary: 'The minutes of one sitting.',
    tag: 'council',
    access: READERS,
    input: z.object({ ...inProgramme, protocolId: id }),
    output: protocol,
  }),

  createProtocol: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/council/protocols',
    summary: 'Begins the minutes of a sitting.',
    tag: 'council',
    access: ['coordinator'],
    input: protocolFields.extend({ ...inProgramme, idempotencyKey }),
    output: protocol,
  }),

  updateProtocol: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/council/protocols/{protocolId}',
    summary: 'Changes minutes that are not signed yet.',
    tag: 'council',
    access: ['coordinator'],
    input: protocolFields.extend({ ...inProgramme, protocolId: id, version }),
    output: protocol,
  }),

  signProtocol: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/council/protocols/{protocolId}/signature',
    summary: 'Notes that the minutes are signed; from then on nobody changes them.',
    tag: 'council',
    access: ['coordinator', 'head'],
    input: z.object({ ...inProgramme, protocolId: id, version }),
    output: protocol,
  }),
};
