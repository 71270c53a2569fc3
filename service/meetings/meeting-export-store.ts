import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type { PersonRef } from '../api/common.js';
import type { PairState } from '../api/index.js';
import {
  type MeetingNarrowing,
  type MeetingScope,
  matchingMeetings,
} from './meeting-list-store.js';
import type { AttendanceRow, StoredAttendance, StoredMeeting } from './meeting-store.js';
import { ATTENDANCE_COLUMNS, attendanceFrom, MEETING_COLUMNS } from './meeting-store.js';

/** A meeting with everybody's names and answers. */
export interface WholeMeeting extends StoredMeeting {
  pairTitle: string;
  pairState: PairState;
  mentors: PersonRef[];
  attendance: StoredAttendance[];
}

/** Where a part begins: after this meeting in the order of the log. */
export interface LogPlace {
  heldOn: string;
  meetingId: string;
}

type MeetingRow = Omit<WholeMeeting, 'mentors' | 'attendance'>;

async function meetingsAfter(
  db: Db,
  scope: MeetingScope,
  filter: MeetingNarrowing,
  part: { sort: 'heldOn' | '-heldOn'; after: LogPlace | null; limit: number },
): Promise<MeetingRow[]> {
  const { after } = part;
  const [order, beyond] =
    part.sort === 'heldOn' ? (['asc', '>'] as const) : (['desc', '<'] as const);
  const query = matchingMeetings(db, scope, filter);
  if (after !== null) {
    // The first condition is what the index of dates is read by.
    query.where('m.held_on', `${beyond}=`, after.heldOn).where((later) => {
      later.where('m.held_on', beyond, after.heldOn).orWhere('m.id', beyond, after.meetingId);
    });
  }
  const rows: MeetingRow[] = await query
    .join('pairs as p', 'p.id', 'm.pair_id')
    .leftJoin('people as a', 'a.id', 'm.author_id')
    .leftJoin('people as w', 'w.id', 'm.withdrawn_by')
    .orderBy('m.held_on', order)
    .orderBy('m.id', order)
    .limit(part.limit)
    .select({ ...MEETING_COLUMNS, pairTitle: 'p.title', pairState: 'p.state' });
  return rows.map((row) => ({ ...row, links: fromJson(row.links) }));
}

async function mentorsOf(db: Db, pairIds: string[]): Promise<Map<string, PersonRef[]>> {
  const rows: (PersonRef & { pairId: string })[] = await db('pair_members as pm')
    .join('people as n', 'n.id', 'pm.person_id')
    .whereIn('pm.pair_id', pairIds)
    .where('pm.side', 'mentor')
    .whereNull('pm.left_on')
    .orderBy('n.sort_key')
    .orderBy('n.id')
    .select({ pairId: 'pm.pair_id', personId: 'n.id', name: 'n.name' });
  const mentors = new Map<string, PersonRef[]>();
  for (const { pairId, ...person } of rows) {
    mentors.set(pairId, [...(mentors.get(pairId) ?? []), person]);
  }
  return mentors;
}

async function attendanceOf(
  db: Db,
  meetingIds: string[],
): Promise<Map<string, StoredAttendance[]>> {
  const rows: (AttendanceRow & { meetingId: string })[] = await db('meeting_attendance as t')
    .join('people as n', 'n.id', 't.person_id')
    .whereIn('t.meeting_id', meetingIds)
    .orderBy('n.sort_key')
    .orderBy('n.id')
    .select({ meetingId: 't.meeting_id', ...ATTENDANCE_COLUMNS });
  const attendance = new Map<string, StoredAttendance[]>(meetingIds.map((id) => [id, []]));
  for (const { meetingId, ...row } of rows) {
    attendance.get(meetingId)?.push(attendanceFrom(row));
  }
  return attendance;
}

/**
 * A part of the log with all fields and names: three statements, however many meetings.
 * @param part.after the last meeting of the part before; null: from the beginning
 */
export async function wholeMeetings(
  db: Db,
  scope: MeetingScope,
  filter: MeetingNarrowing,
  part: { sort: 'heldOn' | '-heldOn'; after: LogPlace | null; limit: number },
): Promise<WholeMeeting[]> {
  const rows = await meetingsAfter(db, scope, filter, part);
  if (rows.length === 0) return [];
  const [mentors, attendance] = await Promise.all([
    mentorsOf(db, [...new Set(rows.map((row) => row.pairId))]),
    attendanceOf(
      db,
      rows.map((row) => row.meetingId),
    ),
  ]);
  return rows.map((row) => ({
    ...row,
    mentors: mentors.get(row.pairId) ?? [],
    attendance: attendance.get(row.meetingId) ?? [],
  }));
}
