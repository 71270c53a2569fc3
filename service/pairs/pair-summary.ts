import type { Knex } from 'knex';
import { type Clock, systemClock } from '../../shared/clock.js';
import { followLog } from '../planned-meetings/index.js';

/**
 * Computes the sums of a pair anew from its meetings: how many, how long, the last, the last rating,
 * the date that the record written last has agreed (each record holds what is agreed after it:
 * agreedAfter()). Three statements, and more where that date is another one than before: the planned
 * meetings follow it. The first locks the pair's row, so that of two meetings logged at
 * once the second counts both. The pair's version stays: no form shows these figures for editing.
 */
export async function refreshPairSummary(
  trx: Knex.Transaction,
  pairId: string,
  clock: Clock = systemClock,
): Promise<void> {
  const before = await lockPair(trx, pairId);
  const meetings = () => trx('meetings').where('pair_id', pairId).whereNull('withdrawn_at');
  const lastWord = () =>
    meetings().orderByRaw('coalesce(next_said_on, held_on) desc').orderBy('id', 'desc').limit(1);
  const last = () => meetings().max('held_on');
  const ratings = trx('meeting_attendance')
    .whereIn('meeting_id', meetings().select('id'))
    .where('confirmation', 'confirmed')
    .whereNotNull('rating');
  const word = await lastWord().first<{ nextOn: string | null } | undefined>({ nextOn: 'next_on' });
  const after = word?.nextOn ?? null;
  await trx('pairs')
    .where('id', pairId)
    .update({
      meetings_held: meetings().count('*'),
      minutes_total: trx.raw('(?)', [meetings().select(trx.raw('coalesce(sum(minutes), 0)'))]),
      last_meeting_on: last(),
      next_meeting_on: after,
      silent_since: trx.raw('coalesce((?), starts_on)', [last()]),
      last_feedback_at: ratings.max('responded_at'),
      last_logged_at: meetings().max('created_at'),
    });
  await followLog(trx, { pairId, before, after }, clock.now());
}

/**
 * Waits until no other transaction works on this pair (on SQLite there is one writer anyway). First
 * in a transaction that writes about the pair: what is read after it is not older than the lock.
 * @returns the date of the next meeting that its log agreed last
 */
export async function lockPair(trx: Knex.Transaction, pairId: string): Promise<string | null> {
  const row = await trx('pairs').where('id', pairId).forUpdate().first('next_meeting_on');
  return row?.next_meeting_on ?? null;
}
