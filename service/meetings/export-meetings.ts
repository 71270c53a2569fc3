import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { type LogPlace, wholeMeetings } from './meeting-export-store.js';
import type { MeetingScope } from './meeting-list-store.js';
import { attendanceFor, recordOf } from './meeting-view.js';

const DATE_LENGTH = 10;

const placeOf = (text: string | undefined): LogPlace | null =>
  text === undefined
    ? null
    : { heldOn: text.slice(0, DATE_LENGTH), meetingId: text.slice(DATE_LENGTH + 1) };

/**
 * One part of the meeting log with every field. Parts go on from a meeting, not from a number of
 * rows: a meeting logged meanwhile neither repeats nor drops another.
 */
export async function exportMeetings(
  deps: ServiceDeps,
  { authority, input }: Call<'exportMeetings'>,
  scope: MeetingScope,
): Promise<OutputOf<Contract['exportMeetings']>> {
  const { programmeId: _programme, sort, after, limit, ...filter } = input;
  const part = { sort, after: placeOf(after), limit };
  const found = await wholeMeetings(deps.db, scope, filter, part);
  const last = found.length === limit ? found.at(-1) : undefined;
  return {
    rows: found.map((meeting) => ({
      ...meeting,
      attendance: attendanceFor(meeting.attendance, authority),
      ...recordOf(meeting),
    })),
    next: last ? `${last.heldOn}.${last.meetingId}` : null,
  };
}
