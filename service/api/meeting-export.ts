import { z } from 'zod';
import { id, intFromQuery, MAX_PAGE_SIZE } from './common.js';
import { endpoint } from './endpoint.js';
import { MEETING_READERS, meetingFilters } from './meeting-filters.js';
import { meeting } from './meetings.js';

/** Where a part of an export ended: the date and the id of its last meeting. */
const place = z.string().regex(/^\d{4}-\d{2}-\d{2}\.[0-9a-f-]{36}$/, 'value.invalid');

export const meetingExport = {
  exportMeetings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/export',
    summary:
      'The meeting log with every field and every answer that the caller may see, part by part: ' +
      'each answer says where the next part begins. Filters and access as in the log itself.',
    tag: 'meetings',
    access: MEETING_READERS,
    input: z.object({
      programmeId: id,
      ...meetingFilters,
      /** `next` of the part before; absent: the first part. */
      after: place.optional(),
      limit: intFromQuery(1, MAX_PAGE_SIZE).default(500),
    }),
    output: z.object({
      rows: z.array(meeting),
      /** What to ask for as `after`; null: this was the last part. */
      next: place.nullable(),
    }),
  }),
};
