import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { Meeting } from '../api/meetings.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair } from '../pairs/index.js';
import { reopenPlannedOf } from '../planned-meetings/index.js';
import { afterChange } from './after-change.js';
import { changedMeanwhile, storedFields } from './correct-meeting.js';
import { isOpen, mayWithdraw, PAIR_CLOSED } from './meeting-rules.js';
import { meetingStore } from './meeting-store.js';
import { readVisibleMeeting, viewMeeting } from './meeting-view.js';

/**
 * Withdraws a record that was written by mistake: it stays on its page and in the journal, and counts
 * nowhere. Withdrawn already, it is answered as it is, whatever version the caller saw.
 *
 * Throws `forbidden` to a mentor who did not write it; `changed_meanwhile` as correctMeeting() does;
 * `invalid` when the pair is closed.
 */
export async function withdrawMeeting(
  deps: ServiceDeps,
  { authority, input }: Call<'withdrawMeeting'>,
): Promise<Meeting> {
  const { meetingId, version, reason } = input;
  return inTransaction(deps.db, async (trx) => {
    const found = await readVisibleMeeting(trx, authority, meetingId);
    if (!mayWithdraw(authority, found.stored.authorId)) {
      throw new AppError('forbidden', 'only for the mentor who wrote the record, and staff');
    }
    await lockPair(trx, found.pair.pairId);
    // Read again: somebody may have been here before the lock was ours.
    const { stored, pair } = await readVisibleMeeting(trx, authority, meetingId);
    if (stored.withdrawnAt === null) {
      const store = meetingStore(trx);
      const attendance = await store.attendance(meetingId);
      const changed = () => changedMeanwhile(storedFields(stored, attendance), stored.version);
      if (stored.version !== version) throw changed();
      if (!isOpen(pair.state)) throw invalid([PAIR_CLOSED]);
      const by = { personId: authority.personId, reason, now: deps.clock.now() };
      if (!(await store.withdraw(meetingId, version, by))) throw changed();
      await reopenPlannedOf(trx, pair.pairId, meetingId, by.now);
      const everybody = attendance.map((one) => one.personId);
      await afterChange(trx, deps, authority, pair.pairId, everybody, {
        action: 'meeting.withdraw',
        entity: 'meeting',
        entityId: meetingId,
        before: { withdrawn: false },
        after: { withdrawn: true, reason },
      });
    }
    return viewMeeting(trx, authority, meetingId);
  });
}
