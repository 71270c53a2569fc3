import type { Ids, Inputs, World } from './permission-world.js';

type Names = 'listMeetingFiles' | 'addMeetingFile' | 'getMeetingFile' | 'removeMeetingFile';

export interface MeetingFileIds {
  meetingFileId: string;
}

const atMeeting = (w: World, ids: Ids) => ({
  programmeId: w.programme.programmeId,
  meetingId: ids.meetingId,
});
const atFile = (w: World, ids: Ids) => ({ ...atMeeting(w, ids), meetingFileId: ids.meetingFileId });

/** Well-formed inputs of the endpoints of the files of meetings. */
export const MEETING_FILE_INPUTS: Pick<Inputs, Names> = {
  listMeetingFiles: atMeeting,
  addMeetingFile: (w, ids) => ({ ...atMeeting(w, ids), name: 'Фото.png' }),
  getMeetingFile: atFile,
  removeMeetingFile: atFile,
};

/** The table that these endpoints write. */
export const MEETING_FILE_TABLES = ['meeting_files'] as const;
