import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { Meeting } from '../api/meetings.js';
import type { Call, ServiceDeps } from '../handler.js';
import { lockPair } from '../pairs/index.js';
import { afterChange } from './after-change.js';
import { responseProblems, WITHDRAWN } from './meeting-rules.js';
import { meetingStore } from './meeting-store.js';
import { readVisibleMeeting, viewMeeting } from './meeting-view.js';

/**
 * A mentee confirms a meeting, with a rating or without, or disputes the record (that they came, or
 * that they did not) and may say how it was; a disputed meeting has no rating. For the rules see responseProblems().
 */
export async function respondToMeeting(
  deps: ServiceDeps,
  { authority, input }: Call<'respondToMeeting'>,
): Promise<Meeting> {
  const { meetingId, decision } = input;
  return inTransaction(deps.db, async (trx) => {
    const found = await readVisibleMeeting(trx, authority, meetingId, true);
    const personId = authority.personId;
    if (personId === null) throw notFound('meeting');
    await lockPair(trx, found.pair.pairId);
    // Read again: the record may have been withdrawn, or the pair closed, before the lock was ours.
    const { stored, pair } = await readVisibleMeeting(trx, authority, meetingId, true);
    if (stored.withdrawnAt !== null) throw invalid([WITHDRAWN]);
    const store = meetingStore(trx);
    const mine = (await store.attendance(meetingId)).find((a) => a.personId === personId);
    const invitation = mine ?? { came: false, confirmation: 'waiting' as const };
    // Who has left a group answers for the meetings of their time as in a pair that is over.
    const state = pair.former ? 'completed' : pair.state;
    const problems = responseProblems(invitation, decision, state);
    if (problems.length > 0) throw invalid(problems);
    // Somebody who joined the pair after the meeting has nothing to dispute.
    if (!mine) throw invalid([{ path: 'decision', code: 'meeting.notAttended' }]);

    const rating = decision === 'confirmed' ? input.rating : null;
    const objection = decision === 'disputed' ? input.objection : '';
    const { confirmation } = mine;
    const same =
      confirmation === decision && mine.rating === rating && mine.objection === objection;
    if (!same) {
      await store.respond(meetingId, personId, {
        confirmation: decision,
        rating,
        objection,
        now: deps.clock.now(),
      });
      await store.recount(meetingId);
      await afterChange(trx, deps, authority, pair.pairId, [personId], {
        action: 'meeting.respond',
        entity: 'meeting',
        entityId: meetingId,
        before: { personId, confirmation, rating: mine.rating, objection: mine.objection },
        after: { personId, confirmation: decision, rating, objection },
      });
    }
    return viewMeeting(trx, authority, meetingId);
  });
}
