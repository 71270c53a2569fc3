import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'listMeetingFiles'
  | 'addMeetingFile'
  | 'getMeetingFile'
  | 'removeMeetingFile'
  | 'makeDiarySheets'
  | 'getDiarySheets'
  | 'findDiarySheet';

export interface MeetingFileIds {
  meetingFileId: string;
  batchId: string;
  diaryCode: string;
}

const atMeeting = (w: World, ids: Ids) => ({
  programmeId: w.programme.programmeId,
  meetingId: ids.meetingId,
});
const atFile = (w: World, ids: Ids) => ({ ...atMeeting(w, ids), meetingFileId: ids.meetingFileId });

/** Well-formed inputs of the endpoints of the files of meetings, and of their diary on paper. */
export const MEETING_FILE_INPUTS: Pick<Inputs, Names> = {
  listMeetingFiles: atMeeting,
  addMeetingFile: (w, ids) => ({ ...atMeeting(w, ids), name: 'Фото.png' }),
  getMeetingFile: atFile,
  removeMeetingFile: atFile,
  makeDiarySheets: (w, ids) => ({
    programmeId: w.programme.programmeId,
    pairIds: [ids.pair.pairId],
  }),
  getDiarySheets: (w, ids) => ({
    programmeId: w.programme.programmeId,
    batchId: ids.batchId,
  }),
  findDiarySheet: (w, ids) => ({
    programmeId: w.programme.programmeId,
    code: ids.diaryCode,
  }),
};

/** The tables that these endpoints write. */
export const MEETING_FILE_TABLES = ['meeting_files', 'diary_sheets', 'diary_sheet_rows'] as const;
