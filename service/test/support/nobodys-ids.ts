import { newId } from '../../../shared/ids.js';
import { nobodysMatching } from './matching-inputs.js';
import type { Ids, World } from './permission-world.js';
import { nobodysSelection } from './selection-inputs.js';

/** Ids of the right shape that belong to nobody. */
export const nobodysIds = (like: World): Ids => ({
  programme: { ...like.programme, programmeId: newId() },
  pair: { ...like.pair, pairId: newId(), mentorIds: [newId()], menteeIds: [newId()] },
  meetingId: newId(),
  helpRequestId: newId(),
  gradeId: newId(),
  linkId: newId(),
  questionnaireId: newId(),
  waveId: newId(),
  enterpriseId: newId(),
  importId: newId(),
  selection: nobodysSelection(),
  matching: nobodysMatching(),
  sessionId: newId(),
  materialId: newId(),
  certificateId: newId(),
  groupMeetingId: newId(),
  entryId: newId(),
  planId: newId(),
  rowId: newId(),
  thanksId: newId(),
  paperId: newId(),
  noteId: newId(),
  plannedMeetingId: newId(),
  meetingFileId: newId(),
  batchId: newId(),
  diaryCode: '00000000',
  target: { ...like.target, personId: newId() },
});
