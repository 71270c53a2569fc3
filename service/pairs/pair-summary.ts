import type { Knex } from 'knex';
import { type Clock, systemClock } from '../../shared/clock.js';
import { followLog } from '../planned-meetings/index.js';
import { type Pause, silentSince } from './pause-rules.js';
import { type Rating, ratingColumns, ratingFacts } from './rating-rules.js';

/**
 * Computes the sums of a pair anew from its meetings: how many, how long, the last, the last rating, how the
 * ratings go, the date that the record written last has agreed (each record holds what is agreed after it:
 * agreedAfter()). Six statements, and more where that date is another one than before: the planned
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
  const ratings = () =>
    trx('meeting_attendance')
      .whereIn('meeting_id', meetings().select('id'))
      .where('confirmation', 'confirmed')
      .whereNotNull('rating');
  const rated: Rating[] = await ratings()
    .where('came', true)
    .select({ meetingId: 'meeting_id', heldOn: 'held_on', rating: 'rating' });
  const word = await lastWord().first<{ nextOn: string | null } | undefined>({ nextOn: 'next_on' });
  const after = word?.nextOn ?? null;
  await trx('pairs')
    .where('id', pairId)
    .update({
      meetings_held: meetings().count('*'),
      minutes_total: trx.raw('(?)', [meetings().select(trx.raw('coalesce(sum(minutes), 0)'))]),
      last_meeting_on: last(),
      next_meeting_on: after,
      last_feedback_at: ratings().max('responded_at'),
      last_logged_at: meetings().max('created_at'),
      ...ratingColumns(ratingFacts(rated)),
    });
  await refreshSilence(trx, pairId);
  await followLog(trx, { pairId, before, after }, clock.now());
}

/**
 * The day since which a pair counts as silent, anew from its last meeting, or its start, and its pauses:
 * after either has changed. Two statements, and one more when it is another day.
 */
export async function refreshSilence(trx: Knex.Transaction, pairId: string): Promise<void> {
  const pair = await trx('pairs')
    .where('id', pairId)
    .first('programme_id', 'starts_on', 'last_meeting_on', 'silent_since');
  if (!pair) return;
  const pauses: Pause[] = await trx('pair_pauses')
    .where({ programme_id: pair.programme_id, pair_id: pairId })
    .whereNull('person_id')
    .select({ fromOn: 'from_on', endedOn: 'ended_on' });
  const since = silentSince(pair.last_meeting_on ?? pair.starts_on, pauses);
  if (since === pair.silent_since) return;
  await trx('pairs').where('id', pairId).update({ silent_since: since });
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
