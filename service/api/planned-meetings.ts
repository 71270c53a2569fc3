import { z } from 'zod';
import { id, idempotencyKey, isoDate, isoDateTime, personRef, text } from './common.js';
import { line, webLink } from './contacts.js';
import { endpoint } from './endpoint.js';
import { MEETING_READERS } from './meeting-filters.js';
import { meeting } from './meetings.js';
import {
  CANCEL_CODES,
  CANCEL_REASONS,
  MOST_OF_SERIES,
  PLANNED_ANSWERS,
  PLANNED_SCOPES,
  PLANNED_SIDES,
  PLANNED_STATES,
} from './planned-meeting-reference.js';
import { FORMS, MEETING_FORMATS, MEETING_KINDS, PAIR_STATES, TOPICS } from './reference.js';

/** `hh:mm` as the clock on the wall shows it, in the organisation's time zone. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time.format');

/** What is planned of a meeting. */
export const plannedFields = z.object({
  kind: z.enum(MEETING_KINDS, 'required'),
  onDate: isoDate,
  /** Null: the day is agreed, the time is not. */
  startsAt: wallTime.nullable().default(null),
  /** Length in minutes, 5 to 720. */
  minutes: z.coerce
    .number('number.format')
    .int('number.format')
    .min(5, 'meeting.minutes')
    .max(720, 'meeting.minutes'),
  format: z.enum(MEETING_FORMATS, 'required'),
  topic: z.enum(TOPICS).nullable().default(null),
  place: line(500),
  /** Where it is held online. */
  link: webLink,
  note: line(2000),
});
export type PlannedFields = z.infer<typeof plannedFields>;

/** When a meeting is repeated: from the day of its first on, at the same time on the clock. */
export const repeat = z.object({
  unit: z.enum(['week', 'month']),
  /** Every so many weeks or months. */
  every: z.coerce
    .number('number.format')
    .int('number.format')
    .min(1, 'planned.every')
    .max(12, 'planned.every'),
  /** The last day that may be one; or how many there are, the first with them. */
  until: isoDate.nullable().default(null),
  count: z.coerce
    .number('number.format')
    .int('number.format')
    .min(2, 'planned.count')
    .max(MOST_OF_SERIES, 'planned.count')
    .nullable()
    .default(null),
  /** Days on which none is held: holidays, practice. */
  skip: z.array(isoDate).max(MOST_OF_SERIES, 'planned.count').default([]),
});
export type Repeat = z.infer<typeof repeat>;

const answer = personRef.extend({
  /** Null: nothing was said yet. */
  answer: z.enum(PLANNED_ANSWERS).nullable(),
  words: z.string(),
});

/** A planned meeting with all that is known of it. */
export const plannedMeeting = plannedFields.extend({
  plannedMeetingId: id,
  pairId: id,
  /** As stored: a group is named in Russian. */
  pairTitle: z.string(),
  pairForm: z.enum(FORMS),
  pairState: z.enum(PAIR_STATES),
  mentors: z.array(personRef),
  /** The mentees and what each said to the proposal that stands; before them the mentors who said something. */
  answers: z.array(answer),
  state: z.enum(PLANNED_STATES),
  proposedSide: z.enum(PLANNED_SIDES),
  /** Null: the tool or an API key did. */
  proposedBy: id.nullable(),
  proposedByName: z.string(),
  /** It was proposed by a personal link. */
  byLink: z.boolean(),
  /** Whether the caller is the one whose answer is waited for. */
  awaitsMe: z.boolean(),
  seriesId: id.nullable(),
  /** Open ones of the series from this one on, it among them; 1 of one that stands alone. */
  following: z.number().int(),
  /** The record of the log, of a held one. */
  meetingId: id.nullable(),
  cancelled: z.object({ code: z.enum(CANCEL_CODES), words: z.string() }).nullable(),
  changedAt: isoDateTime,
  version: z.number().int(),
});
export type PlannedMeeting = z.infer<typeof plannedMeeting>;

/** A planned meeting as cards show it. */
export const plannedInBrief = z.object({
  plannedMeetingId: id,
  onDate: isoDate,
  startsAt: z.string().nullable(),
  kind: z.enum(MEETING_KINDS),
  minutes: z.number().int(),
  state: z.enum(PLANNED_STATES),
  proposedSide: z.enum(PLANNED_SIDES),
  /** How many mentees cannot come then. */
  declined: z.number().int(),
  /** What the caller said to it. */
  myAnswer: z.enum(PLANNED_ANSWERS).nullable(),
  version: z.number().int(),
});
export type PlannedInBrief = z.infer<typeof plannedInBrief>;

const atPlanned = { programmeId: id, plannedMeetingId: id };
const version = z.coerce.number().int();
/** Said after it was told that somebody has another meeting then. */
const overlapOk = z.boolean().default(false);
const path = '/programmes/{programmeId}/planned-meetings/{plannedMeetingId}' as const;
const tag = 'planned-meetings';
const BOTH_SIDES = ['mentor', 'mentee', 'coordinator', 'curator'] as const;
const LEADERS = ['mentor', 'coordinator', 'curator'] as const;

export const plannedMeetings = {
  getPlannedMeeting: endpoint({
    method: 'GET',
    path,
    summary:
      'One planned meeting with the answers to it: for the members of its pair and for staff.',
    tag,
    access: MEETING_READERS,
    input: z.object(atPlanned),
    output: plannedMeeting,
  }),

  planMeeting: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/planned-meetings',
    summary:
      'Proposes a meeting, or a series of them: either side of the pair, or staff for it. With `agreed` ' +
      '(«agreed in person»: a mentor, staff) it needs no answer.',
    tag,
    access: BOTH_SIDES,
    input: plannedFields.extend({
      programmeId: id,
      pairId: id,
      agreed: z.boolean().default(false),
      repeat: repeat.nullable().default(null),
      overlapOk,
      idempotencyKey,
    }),
    output: z.object({ plannedMeetingId: id, planned: z.number().int() }),
  }),

  changePlannedMeeting: endpoint({
    method: 'PUT',
    path,
    summary:
      'Changes a planned meeting. Another day or time is a new proposal, which the other side answers ' +
      '(unless `agreed`); what stood before is in the journal. `following`: those of its series after it ' +
      'too, moved by as many days.',
    tag,
    access: BOTH_SIDES,
    input: plannedFields.extend({
      ...atPlanned,
      agreed: z.boolean().default(false),
      scope: z.enum(PLANNED_SCOPES).default('one'),
      overlapOk,
      version,
    }),
    output: plannedMeeting,
  }),

  answerPlannedMeeting: endpoint({
    method: 'POST',
    path: `${path}/answer`,
    summary:
      'Agrees to what is proposed, or says that it does not suit. The word of a mentor (or of staff) ' +
      'settles it; mentees settle what a mentor proposed when all have agreed.',
    tag,
    access: BOTH_SIDES,
    input: z.object({
      ...atPlanned,
      answer: z.enum(PLANNED_ANSWERS),
      words: text(500).default(''),
      scope: z.enum(PLANNED_SCOPES).default('one'),
      version,
    }),
    output: plannedMeeting,
  }),

  cancelPlannedMeeting: endpoint({
    method: 'POST',
    path: `${path}/cancellation`,
    summary:
      'Cancels a planned meeting, with the reason. Cancelled already, it is answered as it is.',
    tag,
    access: BOTH_SIDES,
    input: z.object({
      ...atPlanned,
      reason: z.enum(CANCEL_REASONS, 'required'),
      /** Needed with `other`. */
      words: text(500).default(''),
      scope: z.enum(PLANNED_SCOPES).default('one'),
      version,
    }),
    output: plannedMeeting,
  }),

  holdPlannedMeeting: endpoint({
    method: 'POST',
    path: `${path}/held`,
    summary:
      'It was held: writes it into the log with the planned values, once. Held already, it is answered ' +
      'with the record that there is.',
    tag,
    access: LEADERS,
    input: z.object({ ...atPlanned, version }),
    output: meeting,
  }),

  closePlannedMeeting: endpoint({
    method: 'POST',
    path: `${path}/record`,
    summary: 'It is the one that this record of the log tells of: of the same pair and day.',
    tag,
    access: LEADERS,
    input: z.object({ ...atPlanned, meetingId: id, version }),
    output: plannedMeeting,
  }),

  findPlannedOf: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/{meetingId}/planned',
    summary: 'The open planned meetings of the pair and day of a record of the log.',
    tag,
    access: MEETING_READERS,
    input: z.object({ programmeId: id, meetingId: id }),
    output: z.object({ rows: z.array(plannedInBrief) }),
  }),
};
