import { z } from 'zod';
import { id, idempotencyKey } from './common.js';
import { endpoint } from './endpoint.js';
import { meetingFields } from './meetings.js';
import { MOST_LINES } from './planned-meeting-reference.js';

/** What a table of past meetings says of each. */
export const pastMeeting = meetingFields
  .pick({
    kind: true,
    heldOn: true,
    minutes: true,
    format: true,
    topic: true,
    done: true,
    agreed: true,
    attendeeIds: true,
  })
  .extend({
    /** The row of the sheet of paper that it was typed off, from 1; null: of none. */
    sheetRow: z.number().int().nullable().default(null),
  });
export type PastMeeting = z.infer<typeof pastMeeting>;

export const severalMeetings = {
  logSeveralMeetings: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/pairs/{pairId}/meetings/several',
    summary:
      'Writes several past meetings of a pair into the log at once: all of them, or none, with what is ' +
      'wrong by row. A day or a row of a sheet that the log has already is refused, or left out with `skipKnown`.',
    tag: 'meetings',
    access: ['mentor', 'coordinator', 'curator'],
    input: z.object({
      programmeId: id,
      pairId: id,
      rows: z.array(pastMeeting).min(1, 'several.none').max(MOST_LINES, 'several.tooMany'),
      skipKnown: z.boolean().default(false),
      /** The code of the sheet of paper off which the rows were typed; each row of it is taken once. */
      sheetCode: z.string().max(40).nullable().default(null),
      idempotencyKey,
    }),
    output: z.object({ logged: z.number().int(), skipped: z.number().int() }),
  }),

  listMeetingDays: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/pairs/{pairId}/meeting-days',
    summary: 'The days on which a pair’s log has meetings: for who writes it.',
    tag: 'meetings',
    access: ['mentor', 'coordinator', 'curator'],
    input: z.object({ programmeId: id, pairId: id }),
    output: z.object({ days: z.array(z.string()) }),
  }),
};
