import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, text } from './common.js';
import { line, webLink } from './contacts.js';
import { endpoint } from './endpoint.js';
import { GROUP_MEETING_MARKS, GROUP_MEETING_STATES, SIDES } from './group-meeting-reference.js';
import { FORMS, WAVE_STATES } from './reference.js';

/** People who can be invited or marked by name at one time. */
export const MOST_AT_ONCE = 500;

/** What is said of a group meeting. */
export const groupMeetingFields = z.object({
  title: text(200).pipe(z.string().min(1, 'required')),
  form: z.enum(FORMS),
  heldOn: isoDate,
  /** `hh:mm` in the organisation's time zone. */
  startsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time.format')
    .nullable()
    .default(null),
  place: line(500),
  /** Where it is held online. */
  link: webLink,
  note: line(2000),
});
export type GroupMeetingFields = z.infer<typeof groupMeetingFields>;

/** How many of a side are invited, and how they were marked. */
const sideCounts = z.object({
  invited: z.number().int(),
  present: z.number().int(),
  absent: z.number().int(),
});

export const groupMeeting = groupMeetingFields.extend({
  groupMeetingId: id,
  state: z.enum(GROUP_MEETING_STATES),
  cancelReason: z.string().nullable(),
  mentees: sideCounts,
  mentors: sideCounts,
  /** The questionnaires about preferences were opened. */
  hasBallots: z.boolean(),
  version: z.number().int(),
});
export type GroupMeeting = z.infer<typeof groupMeeting>;

/** The questionnaire about preferences of one side. */
const ballot = z.object({
  side: z.enum(SIDES),
  waveId: id,
  state: z.enum(WAVE_STATES),
  startsOn: isoDate,
  endsOn: isoDate,
  answered: z.number().int(),
  /** Those who are asked and have not answered. */
  missing: z.number().int(),
});
export type Ballot = z.infer<typeof ballot>;

const invitedPerson = z.object({
  personId: id,
  name: z.string(),
  groupName: z.string().nullable(),
  side: z.enum(SIDES),
  mark: z.enum(GROUP_MEETING_MARKS).nullable(),
  /** No consent holds: nothing new is written of them, and they are asked nothing. */
  frozen: z.boolean(),
  /** Of this row alone. */
  version: z.number().int(),
});
export type InvitedPerson = z.infer<typeof invitedPerson>;

const inProgramme = { programmeId: id };
const atMeeting = { programmeId: id, groupMeetingId: id };
const version = z.number().int().min(0);
const personIds = z.array(id).max(MOST_AT_ONCE, 'people.tooMany').default([]);
const path = '/programmes/{programmeId}/group-meetings' as const;
const tag = 'group-meetings';
const access = ['coordinator'] as const;

export const groupMeetings = {
  listGroupMeetings: endpoint({
    method: 'GET',
    path,
    summary: 'Group meetings with how many are invited and were there; the latest first.',
    tag,
    access,
    input: z.object({
      ...inProgramme,
      search: text(100).optional(),
      state: z.enum(GROUP_MEETING_STATES).optional(),
      form: z.enum(FORMS).optional(),
      from: isoDate.optional(),
      to: isoDate.optional(),
      ...paging,
    }),
    output: pageOf(groupMeeting),
  }),

  getGroupMeeting: endpoint({
    method: 'GET',
    path: `${path}/{groupMeetingId}`,
    summary: 'One group meeting, with how far its questionnaires about preferences are.',
    tag,
    access,
    input: z.object(atMeeting),
    output: groupMeeting.extend({ ballots: z.array(ballot) }),
  }),

  createGroupMeeting: endpoint({
    method: 'POST',
    path,
    summary:
      'Plans a group meeting; with `invitePool` the mentees who wait for a mentor and the mentors with ' +
      'places of its form are invited at once.',
    tag,
    access,
    input: groupMeetingFields.extend({
      ...inProgramme,
      invitePool: z.boolean().default(false),
      idempotencyKey,
    }),
    output: groupMeeting,
  }),

  updateGroupMeeting: endpoint({
    method: 'PUT',
    path: `${path}/{groupMeetingId}`,
    summary: 'Changes a group meeting; one that was held is not moved into the future.',
    tag,
    access,
    input: groupMeetingFields.extend({ ...atMeeting, version }),
    output: groupMeeting,
  }),

  setGroupMeetingState: endpoint({
    method: 'POST',
    path: `${path}/{groupMeetingId}/state`,
    summary: 'Held, cancelled (with a reason), or planned again; none is held before its day.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      state: z.enum(GROUP_MEETING_STATES),
      reason: text(500).default(''),
      version,
    }),
    output: groupMeeting,
  }),

  listGroupMeetingPeople: endpoint({
    method: 'GET',
    path: `${path}/{groupMeetingId}/people`,
    summary: 'Who is invited and who was there: mentees, then mentors, in the order of names.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      search: text(100).optional(),
      side: z.enum(SIDES).optional(),
      mark: z.enum([...GROUP_MEETING_MARKS, 'none']).optional(),
      ...paging,
    }),
    output: pageOf(invitedPerson),
  }),

  listGroupMeetingCandidates: endpoint({
    method: 'GET',
    path: `${path}/{groupMeetingId}/candidates`,
    summary: 'Mentors and mentees who are not invited yet; nobody without a consent that holds.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      search: text(100).optional(),
      side: z.enum(SIDES).optional(),
      /** Only those who would be invited with the pool. */
      pool: z.enum(['yes']).optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        side: z.enum(SIDES),
        inPool: z.boolean(),
      }),
    ).extend({
      /** Of all that are left: those of the pool, and those left out since no consent holds. */
      pool: z.number().int(),
      withoutConsent: z.number().int(),
    }),
  }),

  inviteToGroupMeeting: endpoint({
    method: 'POST',
    path: `${path}/{groupMeetingId}/people`,
    summary: 'Invites the pool of its form, or people by name; who is invited already stays so.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      whom: z.enum(['pool', 'chosen']),
      personIds,
      idempotencyKey,
    }),
    output: z.object({ invited: z.number().int() }),
  }),

  uninviteFromGroupMeeting: endpoint({
    method: 'DELETE',
    path: `${path}/{groupMeetingId}/people/{personId}`,
    summary: 'Takes somebody off the list who was not marked as having been there.',
    tag,
    access,
    input: z.object({ ...atMeeting, personId: id }),
    output: z.object({ personId: id }),
  }),

  markGroupMeeting: endpoint({
    method: 'POST',
    path: `${path}/{groupMeetingId}/attendance`,
    summary:
      'Notes who was there; with `rest`, of all others of whom nothing was noted. A planned meeting is ' +
      'held then. Where somebody else was faster nothing is written.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      marks: z
        .array(z.object({ personId: id, mark: z.enum(GROUP_MEETING_MARKS).nullable(), version }))
        .max(MOST_AT_ONCE, 'people.tooMany')
        .default([]),
      rest: z.enum(GROUP_MEETING_MARKS).nullable().default(null),
      idempotencyKey,
    }),
    output: z.object({ changed: z.number().int() }),
  }),

  openBallots: endpoint({
    method: 'POST',
    path: `${path}/{groupMeetingId}/ballots`,
    summary:
      'Opens the questionnaires about preferences: named, one wave a side, for those who were there. Each ' +
      'is offered those of the other side.',
    tag,
    access,
    input: z.object({
      ...atMeeting,
      startsOn: isoDate,
      endsOn: isoDate,
      version,
      idempotencyKey,
    }),
    output: z.object({ menteeWaveId: id, mentorWaveId: id }),
  }),

  listMyGroupMeetings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/group-meetings',
    summary: 'Group meetings to come to which the caller is invited, the next first.',
    tag,
    access: ['mentor', 'mentee'],
    input: z.object(inProgramme),
    output: z.object({
      rows: z.array(
        groupMeetingFields
          .pick({ title: true, heldOn: true, startsAt: true, place: true, link: true })
          .extend({ groupMeetingId: id }),
      ),
    }),
  }),
};
