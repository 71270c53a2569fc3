import { z } from 'zod';
import {
  id,
  idempotencyKey,
  isoDate,
  pageOf,
  paging,
  pairShortNames,
  personRef,
  text,
} from './common.js';
import { endpoint } from './endpoint.js';
import { PAUSE_REASONS } from './pair-life-reference.js';
import { plannedInBrief } from './planned-meetings.js';
import { FORMS, PAIR_FORMATS, PAIR_STATES, RHYTHMS } from './reference.js';

/** Why a pair is where it is, as a code with its numbers; the pages say it in words. */
export const rhythmReason = z.object({
  code: z.enum([
    'first_meeting_missing',
    'no_meeting_for',
    'due_soon',
    'in_rhythm',
    'not_watched',
    'new_pair',
  ]),
  days: z.number().int(),
});

export const pairFields = z.object({
  form: z.enum(FORMS),
  /** One of the form's variants, or null. */
  roleVariant: z.string().max(64).nullable(),
  format: z.enum(PAIR_FORMATS),
  startsOn: isoDate,
  endsOn: isoDate,
  orderNumber: text(50).nullable().default(null),
  orderDate: isoDate.nullable().default(null),
});

export const pair = pairFields.extend({
  pairId: id,
  /** «Наставник — наставляемый» or «Наставник — группа (3)». */
  title: z.string(),
  mentors: z.array(personRef),
  mentees: z.array(personRef),
  /** Short names («Фамилия И. О.») in the same orders, of which pages compose the title in their language. */
  shortNames: pairShortNames,
  state: z.enum(PAIR_STATES),
  stateReason: z.string().nullable(),
  /** The pause in which it is now; null: it is in none. */
  pause: z
    .object({
      fromOn: isoDate,
      untilOn: isoDate.nullable(),
      /** Its last day is past, and nobody has had the pair work again. */
      over: z.boolean(),
      /** Null for the people of the pair where the reason is not theirs to read. */
      reason: z.enum(PAUSE_REASONS).nullable(),
    })
    .nullable(),
  /** The end that was planned before it was prolonged; null: it was not. */
  prolongedFrom: isoDate.nullable(),
  rhythm: z.enum(RHYTHMS),
  reason: rhythmReason,
  /**
   * Days without a confirmation with a rating, when they are more than `feedbackEveryDays` and
   * meetings were written down in that time; null: nothing is amiss.
   */
  noFeedbackDays: z.number().int().nullable(),
  meetingsHeld: z.number().int(),
  minutesTotal: z.number().int(),
  lastMeetingOn: isoDate.nullable(),
  /** The earliest day, today or later, on which a meeting is agreed. */
  nextMeetingOn: isoDate.nullable(),
  version: z.number().int(),
});
export type Pair = z.infer<typeof pair>;

/** A pair of the list, with what a withdrawn consent has frozen of it (methodology §9.3). */
export const listedPair = pair.extend({
  /**
   * `stopped`: all of a side took their consent back, nothing new is written; `some`: some of a group did;
   * null: nobody, or the pair is over.
   */
  frozen: z.enum(['stopped', 'some']).nullable(),
  /** Ids of those whose consent is withdrawn. */
  withdrawn: z.array(id),
});
export type ListedPair = z.infer<typeof listedPair>;

/** How to reach somebody of a pair. */
export const contact = personRef.extend({
  side: z.enum(['mentor', 'mentee']),
  /** Where letters go, too: what the college noted, else what the LMS gave; null: neither, or closed. */
  email: z.string().nullable(),
  /** Their consent was withdrawn: how to reach them is shown to nobody in the pair. */
  closed: z.boolean(),
});
export type Contact = z.infer<typeof contact>;

const meetingInBrief = z.object({
  meetingId: id,
  heldOn: isoDate,
  kind: z.string(),
  minutes: z.number().int(),
});

export const myPair = pair.extend({
  /** How the caller stands in it. */
  mySide: z.enum(['mentor', 'mentee']),
  /** Meetings that wait for the caller's confirmation (mentee) or for the mentees' (mentor). */
  waiting: z.array(meetingInBrief),
  /** Meetings that some mentee objects to, for the mentor and the staff; a mentee gets none. */
  objected: z.array(meetingInBrief),
  /** The kind that comes next in the methodology's order. */
  nextKind: z.string(),
  /** Minutes and format of the latest meeting, to fill the form in advance. */
  usualMinutes: z.number().int(),
  usualFormat: z.string(),
  /**
   * Those whom the caller may write to, mentors first: staff everybody of the pair, a mentor
   * everybody else, a mentee the mentors (the addresses of a group's mentees are not for each other).
   */
  contacts: z.array(contact),
  /** Meetings that are proposed or agreed, the earliest first: those of last month that nobody has told of too. */
  planned: z.array(plannedInBrief),
});
export type MyPair = z.infer<typeof myPair>;

export const pairs = {
  listPairs: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs',
    summary: 'Pairs and groups with their rhythm; search, filters, sorting, pages.',
    tag: 'pairs',
    access: ['coordinator', 'curator', 'head'],
    input: z.object({
      programmeId: id,
      search: text(100).optional(),
      form: z.enum(FORMS).optional(),
      state: z.enum(PAIR_STATES).optional(),
      rhythm: z.enum(RHYTHMS).optional(),
      /** `missing`: those without feedback for longer than the programme asks. */
      feedback: z.enum(['missing']).optional(),
      /** `withdrawn`: those that a withdrawn consent has frozen, wholly or in part. */
      consent: z.enum(['withdrawn']).optional(),
      /** `over`: those whose pause should have ended. */
      pause: z.enum(['over']).optional(),
      personId: id.optional(),
      /** `urgency`: the longest silence first. */
      sort: z.enum(['title', '-title', 'urgency', 'lastMeeting', '-lastMeeting']).default('title'),
      ...paging,
    }),
    output: pageOf(listedPair),
  }),

  myPairs: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/pairs',
    summary: 'The pairs of the caller, as mentor or mentee: what is next in each. At most 50.',
    tag: 'pairs',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: z.object({ today: isoDate, pairs: z.array(myPair) }),
  }),

  getPair: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}',
    summary: 'One pair: for its members and for those who read the programme.',
    tag: 'pairs',
    access: ['coordinator', 'curator', 'head', 'mentor', 'mentee'],
    input: z.object({ programmeId: id, pairId: id }),
    output: myPair.omit({ mySide: true }).extend({
      mySide: z.enum(['mentor', 'mentee']).nullable(),
      /** The day on which the caller left the pair: they read what was theirs until then. */
      leftOn: isoDate.nullable(),
      today: isoDate,
    }),
  }),

  createPair: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs',
    summary: 'Makes a pair, or a group (one mentor, several mentees), by hand.',
    tag: 'pairs',
    access: ['coordinator', 'curator'],
    input: pairFields.extend({
      programmeId: id,
      mentorIds: z.array(id).min(1, 'pair.noMentor').max(5, 'pair.tooMany'),
      menteeIds: z.array(id).min(1, 'pair.noMentee').max(30, 'pair.tooMany'),
      /** Why it is made although places or relations stand against it; kept in the pair's history. */
      directive: text(500).nullable().default(null),
      idempotencyKey,
    }),
    output: pair,
  }),

  updatePair: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/pairs/{pairId}',
    summary:
      'Form, variant, format, dates and order of a pair. The version says what it was based on.',
    tag: 'pairs',
    access: ['coordinator', 'curator'],
    input: pairFields.extend({ programmeId: id, pairId: id, version: z.number().int() }),
    output: pair,
  }),

  setPairState: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/pairs/{pairId}/state',
    summary:
      'Pauses, resumes, completes or ends a pair; a reason is required to pause or end early.',
    tag: 'pairs',
    access: ['coordinator', 'curator'],
    input: z.object({
      programmeId: id,
      pairId: id,
      state: z.enum(PAIR_STATES),
      reason: text(500).nullable().default(null),
      version: z.number().int(),
    }),
    output: pair,
  }),
};
