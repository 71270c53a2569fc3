import { z } from 'zod';
import { id, isoDate, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { MEETING_READERS } from './meeting-filters.js';
import { PLANNED_STATES } from './planned-meeting-reference.js';
import { FORMS, MEETING_FORMATS, MEETING_KINDS } from './reference.js';

/** Days that a month page asks for: six weeks. */
export const MOST_DAYS = 42;
/** Meetings of one day that a month page names; of more it says how many there are. */
export const NAMED_OF_DAY = 4;

/** A meeting of a calendar: planned, or told by the log. */
export const calendarItem = z.object({
  /** `plan`: `id` is a planned meeting's; `log`: a record's of the log. */
  source: z.enum(['plan', 'log']),
  id,
  pairId: id,
  /** As stored: a group is named in Russian. */
  pairTitle: z.string(),
  onDate: isoDate,
  /** `hh:mm`; null: no time is known. */
  startsAt: z.string().nullable(),
  minutes: z.number().int(),
  kind: z.enum(MEETING_KINDS),
  format: z.enum(MEETING_FORMATS),
  place: z.string().nullable(),
  state: z.enum(PLANNED_STATES),
});
export type CalendarItem = z.infer<typeof calendarItem>;

/** What else of the programme stands in the calendar of who may see it. */
const duty = z.object({
  what: z.enum(['group_meeting', 'school_session']),
  id,
  title: z.string(),
  onDate: isoDate,
  startsAt: z.string().nullable(),
  place: z.string().nullable(),
});
export type CalendarDuty = z.infer<typeof duty>;

/** What narrows a calendar. */
export const calendarFilters = {
  from: isoDate,
  to: isoDate,
  form: z.enum(FORMS).optional(),
  pairId: id.optional(),
  search: text(100).optional(),
  /** `open`: proposed and agreed. Cancelled ones stand in no calendar unless they are asked for. */
  state: z.enum(['open', ...PLANNED_STATES]).optional(),
};

export const calendar = {
  getCalendar: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/calendar',
    summary:
      'The meetings of some weeks by day, planned and told, the first of each day by name; and what else of ' +
      'the programme falls on these days. Staff see the programme, mentors and mentees their pairs.',
    tag: 'calendar',
    access: MEETING_READERS,
    input: z.object({ programmeId: id, ...calendarFilters }),
    output: z.object({
      days: z.array(
        z.object({ date: isoDate, total: z.number().int(), items: z.array(calendarItem) }),
      ),
      duties: z.array(duty),
    }),
  }),

  listCalendar: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/calendar/list',
    summary: 'The same meetings as a list, by day and time.',
    tag: 'calendar',
    access: MEETING_READERS,
    input: z.object({ programmeId: id, ...calendarFilters, ...paging }),
    output: pageOf(calendarItem),
  }),

  getMyCalendarFeed: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/my/calendar-feed',
    summary: 'Whether the caller has a private address of their calendar, and when it was read.',
    tag: 'calendar',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: z.object({
      feed: z
        .object({
          createdAt: isoDateTime,
          lastReadAt: isoDateTime.nullable(),
          withNames: z.boolean(),
        })
        .nullable(),
    }),
  }),

  makeMyCalendarFeed: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/my/calendar-feed',
    summary:
      'Makes a private address, whose token is told this once; an earlier one ends. A browser’s session ' +
      'is not asked for: who has the address reads the calendar.',
    tag: 'calendar',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id, withNames: z.boolean().default(false) }),
    output: z.object({ token: z.string() }),
  }),

  changeMyCalendarFeed: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/my/calendar-feed',
    summary: 'Whether the calendar says names.',
    tag: 'calendar',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id, withNames: z.boolean() }),
    output: z.object({ withNames: z.boolean() }),
  }),

  revokeMyCalendarFeed: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/my/calendar-feed',
    summary: 'Ends the private address; where there is none, nothing is to be done.',
    tag: 'calendar',
    access: ['mentor', 'mentee'],
    input: z.object({ programmeId: id }),
    output: z.object({ revoked: z.boolean() }),
  }),

  readCalendarFeed: endpoint({
    method: 'POST',
    path: '/calendar-feeds/read',
    summary:
      'What a private address shows: the planned meetings of its person. `not_found` where it ended, was ' +
      'never made, or its person left, or took their consent back; `too_many` for one read too often.',
    tag: 'calendar',
    access: 'system',
    input: z.object({ token: z.string().max(64) }),
    output: z.object({
      programmeTitle: z.string(),
      withNames: z.boolean(),
      timeZone: z.string(),
      events: z.array(
        z.object({
          plannedMeetingId: id,
          mySide: z.enum(['mentor', 'mentee']),
          /** Short names of the other side; empty without `withNames`. */
          names: z.array(z.string()),
          /** How many they are. */
          others: z.number().int(),
          kind: z.enum(MEETING_KINDS),
          onDate: isoDate,
          /** Moments of beginning and end; null: the whole day. */
          startsAt: isoDateTime.nullable(),
          endsAt: isoDateTime.nullable(),
          state: z.enum(PLANNED_STATES),
          place: z.string().nullable(),
          link: z.string().nullable(),
          createdAt: isoDateTime,
          changedAt: isoDateTime,
          version: z.number().int(),
        }),
      ),
    }),
  }),
};
