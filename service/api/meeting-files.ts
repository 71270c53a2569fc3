import { z } from 'zod';
import { id, isoDateTime } from './common.js';
import { endpoint, givesFile, takesFile } from './endpoint.js';
import { fileFacts } from './files.js';
import { MEETING_READERS } from './meeting-filters.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;

/** So many files a meeting has at most. */
export const MOST_MEETING_FILES = 5;
/** A file of a meeting is as large at most where nothing else is set, and can be set, in MB. */
export const USUAL_MEETING_FILE_MB = 10;
export const MOST_MEETING_FILE_MB = 20;

const atMeeting = { programmeId: id, meetingId: id };
const atFile = { ...atMeeting, meetingFileId: id };

export const meetingFile = fileFacts.extend({
  meetingFileId: id,
  /** Without path and ending; any script, no control characters. */
  name: z.string(),
  authorName: z.string(),
  createdAt: isoDateTime,
});
export type MeetingFile = z.infer<typeof meetingFile>;

export const meetingFiles = {
  listMeetingFiles: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/{meetingId}/files',
    summary: 'The files of a meeting: for who reads the meeting.',
    tag: 'meetings',
    access: MEETING_READERS,
    input: z.object(atMeeting),
    output: z.object({
      rows: z.array(meetingFile),
      /** Somebody who came has withdrawn their consent: the files are named, and open for the coordinator alone. */
      frozen: z.boolean(),
      /** As large a file may be, in MB. */
      megabytes: z.number().int(),
    }),
  }),

  addMeetingFile: takesFile({
    method: 'POST',
    path: '/programmes/{programmeId}/meetings/{meetingId}/files',
    summary:
      'Adds a photo (jpeg, png, webp) or a pdf to a meeting, five of 10 MB at most. What it is, is told by ' +
      'its content; photos are kept without place, time and device, a pdf that runs or brings anything is ' +
      'refused. The same file again is the one that is there.',
    tag: 'meetings',
    access: WRITERS,
    input: z.object({ ...atMeeting, name: z.string().max(1000).default('') }),
    output: meetingFile,
  }),

  getMeetingFile: givesFile({
    method: 'GET',
    path: '/programmes/{programmeId}/meetings/{meetingId}/files/{meetingFileId}',
    summary: 'A file of a meeting: for who reads the meeting.',
    tag: 'meetings',
    access: MEETING_READERS,
    input: z.object(atFile),
    output: fileFacts.extend({ name: z.string() }),
  }),

  removeMeetingFile: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/meetings/{meetingId}/files/{meetingFileId}/removal',
    summary:
      'Takes a file off a meeting, also off one that was withdrawn: the mentor who added it, or staff. Its ' +
      'bytes go within a day. Taken off already, it is answered as the first time.',
    tag: 'meetings',
    access: WRITERS,
    input: z.object(atFile),
    output: z.object({ ok: z.literal(true) }),
  }),
};
