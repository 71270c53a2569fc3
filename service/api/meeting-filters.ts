import { z } from 'zod';
import { id, isoDate, text } from './common.js';
import { CONFIRMATIONS, FORMS, MEETING_FORMATS, MEETING_KINDS, TOPICS } from './reference.js';

/** Who reads the meeting log: staff all of it, mentors and mentees that of their own pairs. */
export const MEETING_READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;

/** What a list may ask for besides the records that stand. */
export const MEETING_STATES = ['withdrawn'] as const;

/** What narrows and orders the meeting log. */
export const meetingFilters = {
  pairId: id.optional(),
  personId: id.optional(),
  search: text(100).optional(),
  form: z.enum(FORMS).optional(),
  kind: z.enum(MEETING_KINDS).optional(),
  format: z.enum(MEETING_FORMATS).optional(),
  topic: z.enum(TOPICS).optional(),
  confirmation: z.enum(CONFIRMATIONS).optional(),
  /** Withdrawn records stand in no list unless they are asked for. */
  state: z.enum(MEETING_STATES).optional(),
  from: isoDate.optional(),
  to: isoDate.optional(),
  sort: z.enum(['-heldOn', 'heldOn']).default('-heldOn'),
};
