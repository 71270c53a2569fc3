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
import { endpoint } from './endpoint.js';
import { MEETING_READERS, meetingFilters } from './meeting-filters.js';
import {
  CONFIRMATIONS,
  FORMS,
  MEETING_FORMATS,
  MEETING_KINDS,
  PAIR_STATES,
  TOPICS,
} from './reference.js';

export const meetingLink = z.object({
  url: z
    .string()
    .max(2000, 'text.tooLong')
    .refine((s) => /^https?:\/\/[^\s]+$/i.test(s) && URL.canParse(s), 'link.invalid'),
  title: text(200).default(''),
});

/** What a mentor writes down of a meeting (methodology §6.12, §9.2 «Дневник встреч»). */
export const meetingFields = z.object({
  kind: z.enum(MEETING_KINDS, 'required'),
  heldOn: isoDate,
  /** Length in minutes, 5 to 720. */
  minutes: z.coerce
    .number('number.format')
    .int('number.format')
    .min(5, 'meeting.minutes')
    .max(720, 'meeting.minutes'),
  format: z.enum(MEETING_FORMATS, 'required'),
  topic: z.enum(TOPICS).nullable().default(null),
  /** What was done, up to 2000 characters. */
  done: text(2000).default(''),
  /** What was agreed, up to 2000 characters. */
  agreed: text(2000).default(''),
  nextOn: isoDate.nullable().default(null),
  /** The mentees of the pair who came; at least one. */
  attendeeIds: z.array(id).min(1, 'meeting.noAttendee').max(30),
  links: z.array(meetingLink).max(10, 'meeting.tooManyLinks').default([]),
});
export type MeetingFields = z.infer<typeof meetingFields>;

/** The fields of a new record. A next date that is left out keeps the one agreed before; null takes it back. */
export const newMeetingFields = meetingFields.extend({ nextOn: isoDate.nullable().optional() });
export type NewMeetingFields = z.infer<typeof newMeetingFields>;

export const attendance = z.object({
  personId: id,
  name: z.string(),
  came: z.boolean(),
  confirmation: z.enum(CONFIRMATIONS),
  /** 1–10; null: not rated. Shown to staff, to the mentee it belongs to, and to the mentors. */
  rating: z.number().int().nullable(),
  /** What was not so, in the words of who disputes; '' without any. Shown as ratings are. */
  objection: z.string(),
});

export const meeting = meetingFields.omit({ attendeeIds: true }).extend({
  meetingId: id,
  pairId: id,
  /** As stored: a group is named in Russian; `titleInWords` says it in another language. */
  pairTitle: z.string(),
  pairForm: z.enum(FORMS),
  /** Meetings of a pair that is not `active` are not corrected. */
  pairState: z.enum(PAIR_STATES),
  mentors: z.array(personRef),
  attendance: z.array(attendance),
  /** Who wrote it down; null: an API key did. */
  authorId: id.nullable(),
  authorName: z.string(),
  /** Written by a personal link: the writer had not signed in. */
  byLink: z.boolean(),
  createdAt: isoDateTime,
  /** 1 until corrected; each correction adds one and keeps the earlier text in the journal. */
  version: z.number().int(),
  /** The sheet of paper that it was typed off, and its row there; left out: it was not. */
  sheet: z.object({ code: z.string(), row: z.number().int() }).optional(),
  /** Who took the record back; null: it stands. A withdrawn one counts nowhere and is not changed. */
  withdrawn: z.object({ at: isoDateTime, byName: z.string(), reason: z.string() }).nullable(),
});
export type Meeting = z.infer<typeof meeting>;

/** A row of the log: light, what the table shows. */
export const meetingRow = z.object({
  meetingId: id,
  pairId: id,
  pairTitle: z.string(),
  heldOn: isoDate,
  kind: z.enum(MEETING_KINDS),
  minutes: z.number().int(),
  format: z.enum(MEETING_FORMATS),
  topic: z.enum(TOPICS).nullable(),
  /** The first 200 characters of what was done. */
  done: z.string(),
  came: z.number().int(),
  invited: z.number().int(),
  confirmed: z.number().int(),
  disputed: z.number().int(),
  version: z.number().int(),
  withdrawn: z.boolean(),
});
export type MeetingRow = z.infer<typeof meetingRow>;

export const meetings = {
  listMeetings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings',
    summary: 'The meeting log: all of it for staff, one’s own pairs for mentors and mentees.',
    tag: 'meetings',
    access: MEETING_READERS,
    input: z.object({ programmeId: id, ...meetingFilters, ...paging }),
    output: pageOf(meetingRow),
  }),

  getMeeting: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/{meetingId}',
    summary: 'One meeting: for the members of its pair and for staff.',
    tag: 'meetings',
    access: MEETING_READERS,
    input: z.object({ programmeId: id, meetingId: id }),
    output: meeting,
  }),

  meetingHistory: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/{meetingId}/history',
    summary: 'The earlier versions of a meeting’s record, newest first, from the journal.',
    tag: 'meetings',
    access: ['coordinator', 'curator', 'head', 'mentor'],
    input: z.object({ programmeId: id, meetingId: id }),
    output: z.object({
      versions: z.array(
        z.object({
          at: isoDateTime,
          actorName: z.string(),
          byLink: z.boolean(),
          before: z.record(z.string(), z.unknown()).nullable(),
          after: z.record(z.string(), z.unknown()).nullable(),
        }),
      ),
    }),
  }),

  logMeeting: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/meetings',
    summary:
      'Writes down a meeting that was held. A mentor of the pair, or staff for them. Without ' +
      '`nextOn` the date agreed before stays as long as it lies ahead; null takes it back.',
    tag: 'meetings',
    access: ['mentor', 'coordinator', 'curator'],
    input: newMeetingFields.extend({
      programmeId: id,
      pairId: id,
      /** `refuse`: a day that the pair's log has already is a problem of `heldOn`: two devices may tell of one meeting. */
      ifDayKnown: z.enum(['write', 'refuse']).default('write'),
      idempotencyKey,
    }),
    output: meeting,
  }),

  correctMeeting: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/meetings/{meetingId}',
    summary:
      'Corrects a meeting; the earlier version stays in the journal. A correction of what happened ' +
      '(date, length, who came) asks the mentees to confirm again, any correction those who disputed.',
    tag: 'meetings',
    access: ['mentor', 'coordinator', 'curator'],
    input: meetingFields.extend({
      programmeId: id,
      meetingId: id,
      version: z.coerce.number().int(),
    }),
    output: meeting,
  }),

  withdrawMeeting: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/meetings/{meetingId}/withdrawal',
    summary:
      'Withdraws a record written by mistake: the mentor who wrote it, or staff. It stays in the ' +
      'journal and on its page and counts nowhere; a second call is answered as the first.',
    tag: 'meetings',
    access: ['mentor', 'coordinator', 'curator'],
    input: z.object({
      programmeId: id,
      meetingId: id,
      version: z.coerce.number().int(),
      reason: text(500).default(''),
    }),
    output: meeting,
  }),

  respondToMeeting: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/meetings/{meetingId}/response',
    summary:
      'A mentee confirms the meeting (and rates it 1–10), or says that it was not so and, if they ' +
      'like, how it was.',
    tag: 'meetings',
    access: ['mentee'],
    input: z.object({
      programmeId: id,
      meetingId: id,
      decision: z.enum(['confirmed', 'disputed']),
      rating: z.coerce
        .number('number.format')
        .int('number.format')
        .min(1, 'meeting.rating')
        .max(10, 'meeting.rating')
        .nullable()
        .default(null),
      /** Kept with `disputed` only. */
      objection: text(1000).default(''),
    }),
    output: meeting,
  }),

  askForHelp: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/help',
    summary: 'A mentee asks the curator for help. The mentor sees nothing of it.',
    tag: 'meetings',
    access: ['mentee'],
    input: z.object({
      programmeId: id,
      pairId: id,
      meetingId: id.nullable().default(null),
      text: text(2000).default(''),
      idempotencyKey,
    }),
    output: z.object({ helpRequestId: id }),
  }),

  listHelpRequests: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/help',
    summary: 'Requests for help: all for staff (a curator’s forms), their own for a mentee.',
    tag: 'meetings',
    access: ['coordinator', 'curator', 'mentee'],
    input: z.object({
      programmeId: id,
      state: z.enum(['open', 'answered']).optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({
        helpRequestId: id,
        at: isoDateTime,
        personId: id,
        personName: z.string(),
        pairId: id,
        pairTitle: z.string(),
        text: z.string(),
        state: z.enum(['open', 'answered']),
        answer: z.string().nullable(),
        answeredAt: isoDateTime.nullable(),
        version: z.number().int(),
      }),
    ),
  }),

  answerHelp: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/help/{helpRequestId}',
    summary: 'Answers a request for help; the mentee sees the answer.',
    tag: 'meetings',
    access: ['coordinator', 'curator'],
    input: z.object({
      programmeId: id,
      helpRequestId: id,
      answer: text(2000).pipe(z.string().min(1, 'required')),
      version: z.coerce.number().int(),
    }),
    output: z.object({ helpRequestId: id }),
  }),
};
