import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, paging, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { FORMS, SELECTION_GAPS } from './reference.js';

const READERS = ['coordinator', 'curator', 'head'] as const;

/** Columns 2–16 of the register of mentors (methodology §5.2); column 1 is the number in order. */
export const mentorCells = z.object({
  name: z.string(),
  contacts: z.string(),
  place: z.string(),
  competences: z.string(),
  achievements: z.string(),
  interests: z.string(),
  preferredAge: z.string(),
  timeResource: z.string(),
  joinedOn: isoDate.nullable(),
  /** Several in one cell, by «; ». */
  mentees: z.string(),
  forms: z.array(z.enum(FORMS)),
  menteePlaces: z.string(),
  endsOn: isoDate.nullable(),
  results: z.string(),
  caseLink: z.string(),
});
export type MentorCells = z.infer<typeof mentorCells>;

const lacks = z.array(z.enum(SELECTION_GAPS));

const head = z.object({
  registerId: id,
  number: z.number().int(),
  orderNumber: z.string(),
  orderOn: isoDate,
  basis: z.string().nullable(),
  protocol: z.object({ protocolId: id, number: z.string(), heldOn: isoDate }).nullable(),
  mentors: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  approvedAt: isoDateTime,
});
export type MentorRegisterHead = z.infer<typeof head>;

const inProgramme = { programmeId: id };

export const mentorRegisters = {
  listMentorRegisters: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-registers',
    summary: 'The registers of mentors that orders have approved, newest first.',
    tag: 'mentorRegisters',
    access: READERS,
    input: z.object(inProgramme),
    output: z.object({ rows: z.array(head) }),
  }),

  // Before the one below: its path would else be taken for a register's id.
  proposeMentorRegister: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-registers/next',
    summary:
      'The mentors of the programme as the next register would have them: what each lacks, who is in; ' +
      'search, filter, pages.',
    tag: 'mentorRegisters',
    access: READERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      /** `in`, `out`: who will stand in it and who will not; `leaving`: who stands in the one in force, and will not. */
      which: z.enum(['in', 'out', 'leaving']).optional(),
      personId: id.optional(),
      ...paging,
    }),
    output: z.object({
      /** A page of those who meet the filter, in the order of names. */
      rows: z.array(
        z.object({
          personId: id,
          name: z.string(),
          place: z.string(),
          lacks,
          /** Without a choice: who lacks nothing. */
          included: z.boolean(),
          /** Chosen by hand, against what was proposed. */
          chosen: z.boolean(),
          /** Chosen by hand for the register in force, and offered again. */
          carried: z.boolean(),
          /** Without a consent nobody can be taken in. */
          possible: z.boolean(),
          reason: z.string().nullable(),
          /** In the register in force. */
          inForce: z.boolean(),
        }),
      ),
      /** Of the rows of all pages. */
      total: z.number().int(),
      page: z.number().int(),
      pageSize: z.number().int(),
      /** Of all mentors, whatever the filter: how many there are, who is in, and how many are offered again or leave. */
      mentors: z.number().int(),
      includedIds: z.array(id),
      included: z.number().int(),
      carried: z.number().int(),
      leaving: z.number().int(),
      /** The number of the register in force; 0: none. */
      version: z.number().int(),
      /** The order that approved it. */
      inForce: z.object({ orderNumber: z.string(), orderOn: isoDate }).nullable(),
    }),
  }),

  getMentorRegister: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/mentor-registers/{registerId}',
    summary:
      'A register as it was approved, with what is new against the one before; ' +
      'for a curator with forms given, the mentors of these.',
    tag: 'mentorRegisters',
    access: READERS,
    input: z.object({ ...inProgramme, registerId: id }),
    output: head.extend({
      rows: z.array(
        z.object({
          personId: id,
          position: z.number().int(),
          cells: mentorCells,
          lacks,
          reason: z.string().nullable(),
          /** Not in the register before; false in the first. */
          isNew: z.boolean(),
          /** The mentor has pairs of forms that are not the caller’s: what is said of them is left out. */
          partly: z.boolean(),
        }),
      ),
      /** Mentors of the register whom the caller may not see. */
      hidden: z.number().int(),
      /** Who was in the register before and is not in this one. */
      gone: z.array(z.object({ personId: id, name: z.string(), reason: z.string().nullable() })),
      /** Who was proposed and left out. */
      leftOut: z.array(
        z.object({ personId: id, name: z.string(), lacks, reason: z.string().nullable() }),
      ),
    }),
  }),

  chooseForRegister: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/mentor-registers/next/{personId}',
    summary:
      'Takes a mentor into the next register or leaves them out; against what is proposed with a reason.',
    tag: 'mentorRegisters',
    access: ['coordinator'],
    input: z.object({ ...inProgramme, personId: id, included: z.boolean(), reason: line(500) }),
    output: z.object({ personId: id, included: z.boolean() }),
  }),

  approveMentorRegister: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/mentor-registers',
    summary:
      'Writes down the order that approves the register; people and columns stay as they are now.',
    tag: 'mentorRegisters',
    access: ['coordinator'],
    input: z.object({
      ...inProgramme,
      orderNumber: text(100).pipe(z.string().min(1, 'required')),
      orderOn: isoDate,
      basis: line(500),
      /** Signed minutes of the council. */
      protocolId: id.nullable().default(null),
      /** Who was included on the page that was seen; others: `changed_meanwhile`. */
      personIds: z.array(id).max(2000),
      /** The register in force that was seen; approved over it. */
      version: z.coerce.number().int(),
      idempotencyKey,
    }),
    output: z.object({ registerId: id }),
  }),
};
