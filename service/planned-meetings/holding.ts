import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { Meeting } from '../api/meetings.js';
import { recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { insertMeeting, viewMeeting } from '../meetings/index.js';
import { attendeesOf, notOpen } from './planned-rules.js';
import { plannedStore } from './planned-store.js';
import { changedMeanwhile, readLockedPlanned } from './planned-view.js';
import { plannedPairOf } from './planning.js';

/**
 * Writes a planned meeting into the log with what was planned, by the rules of logMeeting(), once: pressed
 * twice, or by two mentors at the same time, the second gets the record of the first. Told to have come are
 * all but those who had said that they cannot (attendeesOf()).
 *
 * Throws `changed_meanwhile` when it was moved since the caller saw it; `invalid` before its day, or when a
 * rule of the log refuses it.
 */
export async function holdPlanned(
  deps: ServiceDeps,
  { authority, input }: Call<'holdPlannedMeeting'>,
): Promise<Meeting> {
  const { plannedMeetingId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan, pair } = await readLockedPlanned(trx, authority, plannedMeetingId);
    if (plan.state === 'held' && plan.meetingId !== null)
      return viewMeeting(trx, authority, plan.meetingId);
    const closed = notOpen(plan);
    if (closed) throw invalid([closed]);
    const today = todayIn(authority.timeZone, deps.clock);
    if (plan.onDate > today)
      throw invalid([{ path: '', code: 'planned.notYet', params: { date: plan.onDate } }]);
    const store = plannedStore(trx);
    const now = deps.clock.now();
    // Marked first: the log, which follows, must not take it for one that is still to be held.
    if (!(await store.write(plannedMeetingId, version, { state: 'held', from_log: false }, now)))
      throw changedMeanwhile(plan);
    const rules = await plannedPairOf(trx, authority, pair, today);
    const said = await store.answers(plannedMeetingId);
    const declined = new Set(said.filter((a) => a.answer === 'declines').map((a) => a.personId));
    const meetingId = await insertMeeting(trx, deps, authority, plan.pairId, {
      kind: plan.kind,
      heldOn: plan.onDate,
      minutes: plan.minutes,
      format: plan.format,
      topic: plan.topic,
      done: '',
      agreed: '',
      attendeeIds: attendeesOf(rules.menteeIds, declined, rules.withdrawn),
      links: [],
    });
    await store.setRecord(plannedMeetingId, meetingId);
    await recordChange(trx, deps.clock, authority, {
      action: 'held',
      entity: 'planned_meeting',
      entityId: plannedMeetingId,
      after: { pairId: plan.pairId, onDate: plan.onDate, startsAt: plan.startsAt },
    });
    return viewMeeting(trx, authority, meetingId);
  });
}
