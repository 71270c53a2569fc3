import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, pageOf, paging, text } from './common.js';
import { line } from './contacts.js';
import { endpoint } from './endpoint.js';
import { SUPPORT_KINDS, WAITING_REASONS } from './group-meeting-reference.js';
import { FORMS } from './reference.js';

/** The log is theirs alone: not the mentee's, not a curator's, not the head's. */
export const SUPPORTERS = ['coordinator', 'psychologist'] as const;

/** What an entry of the support log says. */
export const supportFields = z.object({
  heldOn: isoDate,
  kind: z.enum(SUPPORT_KINDS),
  text: text(2000).pipe(z.string().min(1, 'required')),
  nextStep: line(500),
  nextOn: isoDate.nullable().default(null),
});
export type SupportFields = z.infer<typeof supportFields>;

const supportEntry = supportFields.extend({
  entryId: id,
  text: z.string(),
  author: z.string().nullable(),
  /** The caller wrote it, and may correct or withdraw it. */
  mine: z.boolean(),
  writtenAt: isoDateTime,
  /** Withdrawn by its author: the text is '' then. */
  withdrawnAt: isoDateTime.nullable(),
  /** What it said before, the newest first. */
  earlier: z.array(supportFields.extend({ replacedAt: isoDateTime })),
  version: z.number().int(),
});
export type SupportEntry = z.infer<typeof supportEntry>;

const waiting = z.object({
  personId: id,
  name: z.string(),
  groupName: z.string().nullable(),
  /** Of the pairs in which they were. */
  forms: z.array(z.enum(FORMS)),
  reason: z.enum(WAITING_REASONS),
  /** The day since which they have been without a mentor, and the days since then. */
  since: isoDate,
  days: z.number().int(),
  /** The coordinator asked the psychologist to support them meanwhile. */
  supported: z.boolean(),
  entries: z.number().int(),
  latest: z
    .object({
      heldOn: isoDate,
      kind: z.enum(SUPPORT_KINDS),
      nextStep: z.string().nullable(),
      nextOn: isoDate.nullable(),
    })
    .nullable(),
});
export type WaitingMentee = z.infer<typeof waiting>;

const inProgramme = { programmeId: id };
const ofPerson = { programmeId: id, personId: id };
const atEntry = { programmeId: id, entryId: id };
const version = z.number().int().min(0);
const tag = 'support';

export const supportLog = {
  listWaitingMentees: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waiting-list',
    summary:
      'Mentees with a consent who wait for a mentor: since when, and what was done for them meanwhile.',
    tag,
    access: SUPPORTERS,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      groupName: text(100).optional(),
      reason: z.enum(WAITING_REASONS).optional(),
      /** With entries in the support log, without any, or with a next step whose day has come. */
      support: z.enum(['some', 'none', 'due']).optional(),
      sort: z.enum(['-days', 'days', 'name', '-name', 'group', 'next']).default('-days'),
      ...paging,
    }),
    output: pageOf(waiting).extend({
      counts: z.object({
        people: z.number().int(),
        withoutEntry: z.number().int(),
        due: z.number().int(),
        /** Of who has waited longest; 0: nobody waits. */
        longest: z.number().int(),
      }),
      groups: z.array(z.string()),
    }),
  }),

  getSupportLog: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/people/{personId}/support',
    summary: 'What was done for a mentee without a mentor, the latest first.',
    tag,
    access: SUPPORTERS,
    input: z.object({ ...ofPerson, ...paging }),
    output: pageOf(supportEntry).extend({
      name: z.string(),
      groupName: z.string().nullable(),
      /** Whether something may be written and read: a consent holds. */
      consent: z.boolean(),
      /** They have no mentor: only then something new is written. */
      open: z.boolean(),
      waiting: waiting.nullable(),
    }),
  }),

  addSupportEntry: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/people/{personId}/support',
    summary: 'Writes down what was done for a mentee who has no mentor.',
    tag,
    access: SUPPORTERS,
    input: supportFields.extend({ ...ofPerson, idempotencyKey }),
    output: z.object({ entryId: id }),
  }),

  correctSupportEntry: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/support-entries/{entryId}',
    summary: 'Corrects an entry of one’s own; what it said before stays in the log.',
    tag,
    access: SUPPORTERS,
    input: supportFields.extend({ ...atEntry, version }),
    output: z.object({ entryId: id, personId: id }),
  }),

  withdrawSupportEntry: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/support-entries/{entryId}/withdrawal',
    summary: 'Withdraws an entry of one’s own: its text is shown no more.',
    tag,
    access: SUPPORTERS,
    input: z.object({ ...atEntry, version }),
    output: z.object({ entryId: id, personId: id }),
  }),
};
