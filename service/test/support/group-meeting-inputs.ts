import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'listGroupMeetings'
  | 'getGroupMeeting'
  | 'createGroupMeeting'
  | 'updateGroupMeeting'
  | 'setGroupMeetingState'
  | 'listGroupMeetingPeople'
  | 'listGroupMeetingCandidates'
  | 'inviteToGroupMeeting'
  | 'uninviteFromGroupMeeting'
  | 'markGroupMeeting'
  | 'openBallots'
  | 'listMyGroupMeetings'
  | 'listWaitingMentees'
  | 'getSupportLog'
  | 'addSupportEntry'
  | 'correctSupportEntry'
  | 'withdrawSupportEntry';

/** What a world has of group meetings and of the support log. */
export interface GroupMeetingIds {
  groupMeetingId: string;
  entryId: string;
}

/** A planned group meeting of the day before the clock's. */
export const MEETING = {
  title: 'Знакомство',
  form: 'student_student',
  heldOn: '2026-11-09',
} as const;
/** An entry of the support log. */
export const ENTRY = { heldOn: '2026-11-09', kind: 'talk', text: 'Поговорили' } as const;

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atMeeting = (w: World, ids: Ids) => ({
  ...inProgramme(w),
  groupMeetingId: ids.groupMeetingId,
});
const ofTarget = (w: World, ids: Ids) => ({ ...inProgramme(w), personId: ids.target.personId });
const atEntry = (w: World, ids: Ids) => ({ ...inProgramme(w), entryId: ids.entryId });

/** Well-formed inputs of the endpoints of group meetings and of the support log. */
export const GROUP_MEETING_INPUTS: Pick<Inputs, Names> = {
  listGroupMeetings: inProgramme,
  getGroupMeeting: atMeeting,
  createGroupMeeting: (w) => ({ ...inProgramme(w), ...MEETING }),
  updateGroupMeeting: (w, ids) => ({ ...atMeeting(w, ids), ...MEETING, version: 1 }),
  setGroupMeetingState: (w, ids) => ({
    ...atMeeting(w, ids),
    state: 'cancelled',
    reason: 'Карантин',
    version: 1,
  }),
  listGroupMeetingPeople: atMeeting,
  listGroupMeetingCandidates: atMeeting,
  inviteToGroupMeeting: (w, ids) => ({
    ...atMeeting(w, ids),
    whom: 'chosen',
    personIds: [ids.target.personId],
  }),
  uninviteFromGroupMeeting: (w, ids) => ({
    ...atMeeting(w, ids),
    personId: ids.target.personId,
  }),
  markGroupMeeting: (w, ids) => ({
    ...atMeeting(w, ids),
    marks: [{ personId: ids.target.personId, mark: null, version: 1 }],
  }),
  openBallots: (w, ids) => ({
    ...atMeeting(w, ids),
    startsOn: '2026-11-10',
    endsOn: '2026-11-20',
    version: 1,
  }),
  listMyGroupMeetings: inProgramme,
  listWaitingMentees: inProgramme,
  getSupportLog: ofTarget,
  addSupportEntry: (w, ids) => ({ ...ofTarget(w, ids), ...ENTRY }),
  correctSupportEntry: (w, ids) => ({ ...atEntry(w, ids), ...ENTRY, version: 1 }),
  withdrawSupportEntry: (w, ids) => ({ ...atEntry(w, ids), version: 1 }),
};

/** The tables that these endpoints write. */
export const GROUP_MEETING_TABLES = [
  'group_meetings',
  'group_meeting_people',
  'survey_wave_people',
  'support_entries',
  'support_entry_versions',
] as const;

/** A planned meeting to which somebody is invited, and an entry about them. */
export async function buildGroupMeeting(
  db: Db,
  { organisationId, programmeId, personId }: BuiltPerson,
  author: BuiltPerson,
): Promise<GroupMeetingIds> {
  const [groupMeetingId, entryId] = [newId(), newId()];
  const base = { organisation_id: organisationId, programme_id: programmeId, created_at: 0 };
  await db('group_meetings').insert({
    id: groupMeetingId,
    ...base,
    title: MEETING.title,
    sort_key: 'знакомство',
    form: MEETING.form,
    held_on: MEETING.heldOn,
    state: 'planned',
  });
  await db('group_meeting_people').insert({
    id: newId(),
    ...base,
    group_meeting_id: groupMeetingId,
    person_id: personId,
    side: 'mentee',
  });
  await db('support_entries').insert({
    id: entryId,
    ...base,
    person_id: personId,
    author_id: author.personId,
    held_on: ENTRY.heldOn,
    kind: ENTRY.kind,
    text: ENTRY.text,
  });
  return { groupMeetingId, entryId };
}
