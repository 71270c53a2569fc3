import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { Meeting } from '../api/meetings.js';
import type { Authority } from '../authorise.js';
import { sheetOfMeeting } from '../diary-sheets/index.js';
import { readPairForMember, type VisiblePair } from '../pairs/index.js';
import { meetingStore, type StoredAttendance, type StoredMeeting } from './meeting-store.js';

/** A meeting that the caller may see, with its pair. */
export interface VisibleMeeting {
  stored: StoredMeeting;
  pair: VisiblePair;
}

/**
 * Reads a meeting that the caller may see. A meeting of a pair that they may not see is answered
 * exactly as one that does not exist.
 * @param theirTime true: also of a pair that the caller has left since, when it was held before that
 */
export async function readVisibleMeeting(
  db: Db,
  authority: Authority,
  meetingId: string,
  theirTime = false,
): Promise<VisibleMeeting> {
  const stored = await meetingStore(db).find(authority.programmeId, meetingId);
  if (!stored) throw notFound('meeting');
  try {
    const day = theirTime ? stored.heldOn : null;
    return { stored, pair: await readPairForMember(db, authority, stored.pairId, day) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw notFound('meeting');
    throw error;
  }
}

/** A mentee sees the ratings and objections of the others as not given. */
export const attendanceFor = (
  attendance: StoredAttendance[],
  authority: Authority,
): StoredAttendance[] =>
  authority.role !== 'mentee'
    ? attendance
    : attendance.map((a) =>
        a.personId === authority.personId ? a : { ...a, rating: null, objection: '' },
      );

/** Who wrote a record, how and when, and who took it back, as callers see it. */
export const recordOf = (stored: StoredMeeting) => ({
  authorName: stored.authorName ?? '',
  byLink: Boolean(stored.byLink),
  createdAt: toIso(stored.createdAt),
  withdrawn:
    stored.withdrawnAt === null
      ? null
      : {
          at: toIso(stored.withdrawnAt),
          byName: stored.withdrawnByName ?? '',
          reason: stored.withdrawReason ?? '',
        },
});

/** A meeting as this caller sees it; four statements. */
export async function viewMeeting(
  db: Db,
  authority: Authority,
  meetingId: string,
): Promise<Meeting> {
  const { stored, pair } = await readVisibleMeeting(db, authority, meetingId, true);
  const attendance = await meetingStore(db).attendance(meetingId);
  const sheet = await sheetOfMeeting(db, meetingId);
  return {
    ...stored,
    ...(sheet ? { sheet: { code: sheet.code, row: Number(sheet.row) } } : {}),
    pairTitle: pair.title,
    // For who has left a pair it is over.
    pairState: pair.former ? 'completed' : pair.state,
    mentors: pair.mentors,
    attendance: attendanceFor(attendance, authority),
    ...recordOf(stored),
  };
}
