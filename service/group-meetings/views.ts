import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { GroupMeetingMark, Side } from '../api/group-meeting-reference.js';
import type { Ballot, GroupMeeting } from '../api/group-meetings.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { progressOfWaves } from '../surveys/index.js';
import { frozenAmong } from './frozen.js';
import { groupMeetingStore, type StoredGroupMeeting } from './group-meeting-store.js';
import { invitedStore, type MarkCount } from './invited-store.js';

export const changedMeanwhile = (what: string, details: Record<string, unknown> = {}) =>
  new AppError('changed_meanwhile', `the ${what} was changed meanwhile`, { details });

/** A meeting of the programme; `not_found` where there is none. */
export async function readMeeting(
  db: Db,
  programmeId: string,
  groupMeetingId: string,
): Promise<StoredGroupMeeting> {
  const found = await groupMeetingStore(db).find(programmeId, groupMeetingId);
  if (!found) throw notFound('group meeting');
  return found;
}

export const hasBallots = ({ menteeWaveId }: StoredGroupMeeting): boolean => menteeWaveId !== null;

function countsOf(counts: readonly MarkCount[], side: Side) {
  const ofSide = counts.filter((one) => one.side === side);
  const sum = (mark?: GroupMeetingMark) =>
    ofSide
      .filter((one) => mark === undefined || one.mark === mark)
      .reduce((n, one) => n + one.n, 0);
  return { invited: sum(), present: sum('present'), absent: sum('absent') };
}

/** Meetings with those who are invited counted: one statement more, whatever their number. */
async function withCounts(
  db: Db,
  meetings: readonly StoredGroupMeeting[],
): Promise<GroupMeeting[]> {
  const counts = await invitedStore(db).counts(meetings.map((one) => one.groupMeetingId));
  return meetings.map((meeting) => {
    const own = counts.filter((one) => one.groupMeetingId === meeting.groupMeetingId);
    return {
      ...meeting,
      hasBallots: hasBallots(meeting),
      mentees: countsOf(own, 'mentee'),
      mentors: countsOf(own, 'mentor'),
    };
  });
}

/** One meeting as the list shows it. */
export async function viewMeeting(
  db: Db,
  programmeId: string,
  groupMeetingId: string,
): Promise<GroupMeeting> {
  const meeting = await readMeeting(db, programmeId, groupMeetingId);
  const [seen] = await withCounts(db, [meeting]);
  return seen as GroupMeeting;
}

export async function listMeetings(deps: ServiceDeps, { input }: Call<'listGroupMeetings'>) {
  const { programmeId, page, pageSize } = input;
  const { rows, total } = await groupMeetingStore(deps.db).page(programmeId, input);
  return { rows: await withCounts(deps.db, rows), total, page, pageSize };
}

/** The questionnaires of a meeting with how far they are: mentees first. */
async function ballotsOf(
  deps: ServiceDeps,
  authority: Authority,
  meeting: StoredGroupMeeting,
): Promise<Ballot[]> {
  const { menteeWaveId, mentorWaveId } = meeting;
  if (menteeWaveId === null || mentorWaveId === null) return [];
  const today = todayIn(authority.timeZone, deps.clock);
  const waves = await progressOfWaves(deps.db, authority, [menteeWaveId, mentorWaveId], today);
  return waves.map(({ role, ...wave }) => ({
    ...wave,
    side: wave.waveId === menteeWaveId ? ('mentee' as const) : ('mentor' as const),
  }));
}

export async function getMeeting(deps: ServiceDeps, { authority, input }: Call<'getGroupMeeting'>) {
  const { programmeId, groupMeetingId } = input;
  const meeting = await readMeeting(deps.db, programmeId, groupMeetingId);
  const seen = await viewMeeting(deps.db, programmeId, groupMeetingId);
  return { ...seen, ballots: await ballotsOf(deps, authority, meeting) };
}

export async function listInvited(
  deps: ServiceDeps,
  { authority, input }: Call<'listGroupMeetingPeople'>,
) {
  const { programmeId, groupMeetingId, page, pageSize } = input;
  await readMeeting(deps.db, programmeId, groupMeetingId);
  const { rows, total } = await invitedStore(deps.db).page(input, input);
  const ids = rows.map(({ personId }) => personId);
  const frozen = await frozenAmong(deps.db, deps, authority, ids);
  return {
    rows: rows.map((row) => ({ ...row, frozen: frozen.has(row.personId) })),
    total,
    page,
    pageSize,
  };
}

/** The meetings to come of the mentor or mentee who asks. */
export async function listMine(deps: ServiceDeps, { authority }: Call<'listMyGroupMeetings'>) {
  const { programmeId, personId, timeZone } = authority;
  if (personId === null) return { rows: [] };
  const today = todayIn(timeZone, deps.clock);
  return { rows: await groupMeetingStore(deps.db).ahead(programmeId, personId, today) };
}
