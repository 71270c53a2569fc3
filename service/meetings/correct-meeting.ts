import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { Meeting, MeetingFields } from '../api/meetings.js';
import { changedFields } from '../audit/changed-fields.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair } from '../pairs/index.js';
import { afterChange } from './after-change.js';
import { meetingFieldsOf } from './meeting-input.js';
import { asksAgain, meetingProblems, WITHDRAWN } from './meeting-rules.js';
import { meetingStore, type StoredAttendance, type StoredMeeting } from './meeting-store.js';
import { readVisibleMeeting, viewMeeting } from './meeting-view.js';

/** The fields of a stored meeting, as a caller would send them. */
export function storedFields(
  stored: StoredMeeting,
  attendance: readonly StoredAttendance[],
): MeetingFields {
  return meetingFieldsOf({
    ...stored,
    attendeeIds: attendance.filter((a) => a.came).map((a) => a.personId),
  });
}

/** The order in which mentees were ticked says nothing. */
const sorted = (fields: MeetingFields): MeetingFields => ({
  ...fields,
  attendeeIds: [...fields.attendeeIds].sort(),
});

/** The error of a write that was based on an older version. */
export const changedMeanwhile = (current: MeetingFields, version: number): AppError =>
  new AppError('changed_meanwhile', 'the meeting was corrected by somebody else', {
    details: { current: { ...current, version } },
  });

/**
 * Corrects a meeting over the version that the caller saw. The fields that changed go into the
 * journal as they were and as they are.
 *
 * When the date or the length changed, every mentee is asked to confirm again and their ratings are
 * dropped; when only the attendance changed, this holds for those whose coming changed. Texts,
 * links, kind, format and topic leave the confirmations alone. Who came and disputed the record is
 * asked again by any correction.
 *
 * Throws `changed_meanwhile` with `details.current` (the stored fields and version) when there is a
 * newer version; `invalid` when a rule refuses it or the pair is closed.
 */
export async function correctMeeting(
  deps: ServiceDeps,
  { authority, input }: Call<'correctMeeting'>,
): Promise<Meeting> {
  const { meetingId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const found = await readVisibleMeeting(trx, authority, meetingId);
    await lockPair(trx, found.pair.pairId);
    // Read again: somebody may have corrected it, or closed the pair, before the lock was ours.
    const { stored, pair } = await readVisibleMeeting(trx, authority, meetingId);
    if (stored.withdrawnAt !== null) throw invalid([WITHDRAWN]);
    const store = meetingStore(trx);
    const attendance = await store.attendance(meetingId);
    const before = sorted(storedFields(stored, attendance));
    if (stored.version !== version) throw changedMeanwhile(before, stored.version);

    const fields = sorted(meetingFieldsOf(input));
    const known = attendance.map((a) => a.personId);
    const missing = pair.mentees.map((p) => p.personId).filter((id) => !known.includes(id));
    const menteeIds = [...known, ...missing];
    const today = todayIn(authority.timeZone, deps.clock);
    const problems = meetingProblems(fields, { ...pair, menteeIds: new Set(menteeIds) }, today);
    if (problems.length > 0) throw invalid(problems);

    const change = changedFields({ ...before }, { ...fields });
    if (Object.keys(change.after).length > 0) {
      if (!(await store.update(meetingId, version, fields)))
        throw changedMeanwhile(before, stored.version);
      const place = { ...authority, pairId: pair.pairId, pairForm: stored.pairForm };
      const disputed = attendance
        .filter((a) => a.confirmation === 'disputed')
        .map((a) => a.personId);
      const came = missing.filter((id) => fields.attendeeIds.includes(id));
      const askedAgain = asksAgain(before, fields, menteeIds, disputed);
      await store.realign(place, meetingId, fields, { missing: came, askedAgain });
      await store.recount(meetingId);
      await afterChange(trx, deps, authority, pair.pairId, [...known, ...came], {
        action: 'meeting.correct',
        entity: 'meeting',
        entityId: meetingId,
        ...change,
      });
    }
    return viewMeeting(trx, authority, meetingId);
  });
}
