import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { PlannedMeeting } from '../api/planned-meetings.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import {
  answerProblem,
  cancelProblem,
  notOpen,
  type PlannedPair,
  pairProblem,
  sideOfCaller,
  stateAfterAnswer,
} from './planned-rules.js';
import { plannedStore, type StoredPlanned } from './planned-store.js';
import { changedMeanwhile, readLockedPlanned, viewPlanned } from './planned-view.js';
import { openForChange, plannedPairOf } from './planning.js';

/** Keeps the answer of somebody of the pair, and says what all mentees have answered then. */
async function answersWith(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  plan: StoredPlanned,
  rules: PlannedPair,
  { answer, words }: Pick<Call<'answerPlannedMeeting'>['input'], 'answer' | 'words'>,
) {
  const { personId } = authority;
  if (personId === null) throw notFound('planned meeting');
  const store = plannedStore(trx);
  const said = { personId, answer, words, now: deps.clock.now() };
  await store.answer(authority, plan.plannedMeetingId, said);
  const all = new Map(
    (await store.answers(plan.plannedMeetingId)).map((a) => [a.personId, a.answer]),
  );
  return rules.menteeIds.filter((id) => !rules.withdrawn.has(id)).map((id) => all.get(id) ?? null);
}

/** Somebody agrees to a proposal, or says that it does not suit. For who settles it see stateAfterAnswer(). */
export async function answerPlanned(
  deps: ServiceDeps,
  { authority, input }: Call<'answerPlannedMeeting'>,
): Promise<PlannedMeeting> {
  const { plannedMeetingId, answer, words } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan, pair } = await readLockedPlanned(trx, authority, plannedMeetingId);
    const plans = await openForChange(trx, plan, input);
    const today = todayIn(authority.timeZone, deps.clock);
    const rules = await plannedPairOf(trx, authority, pair, today);
    const closed = pairProblem(rules);
    if (closed) throw invalid([closed]);
    const caller = { side: sideOfCaller(pair.mySide), personId: authority.personId };
    const problem = answerProblem(plan, caller, answer);
    if (problem) throw invalid([problem]);
    for (const one of plans) {
      const answers =
        caller.side !== 'staff' ? await answersWith(trx, deps, authority, one, rules, input) : [];
      const state = stateAfterAnswer(one, caller, answer, answers);
      // A mentee's word that changes nothing yet moves no version: others answer at the same time.
      if (state === one.state) continue;
      const now = deps.clock.now();
      if (
        !(await plannedStore(trx).write(
          one.plannedMeetingId,
          one.version,
          { state, from_log: false },
          now,
        ))
      )
        throw changedMeanwhile(plan);
    }
    await recordChange(trx, deps.clock, authority, {
      action: answer === 'agrees' ? 'answered_yes' : 'answered_no',
      entity: 'planned_meeting',
      entityId: plannedMeetingId,
      after: { pairId: plan.pairId, onDate: plan.onDate, startsAt: plan.startsAt, words },
    });
    return viewPlanned(trx, authority, plannedMeetingId);
  });
}

/** Cancels a plan, alone or with those of its series that follow. A paused pair's plans too. */
export async function cancelPlanned(
  deps: ServiceDeps,
  { authority, input }: Call<'cancelPlannedMeeting'>,
): Promise<PlannedMeeting> {
  const { plannedMeetingId, reason, words } = input;
  const problem = cancelProblem(reason, words);
  return inTransaction(deps.db, async (trx) => {
    const { plan } = await readLockedPlanned(trx, authority, plannedMeetingId);
    if (plan.state === 'cancelled') return viewPlanned(trx, authority, plannedMeetingId);
    const plans = await openForChange(trx, plan, input);
    if (problem) throw invalid([problem]);
    const now = deps.clock.now();
    const cancelled = { state: 'cancelled', cancel_code: reason, cancel_words: words || null };
    for (const one of plans) {
      if (!(await plannedStore(trx).write(one.plannedMeetingId, one.version, cancelled, now)))
        throw changedMeanwhile(plan);
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'cancelled',
      entity: 'planned_meeting',
      entityId: plannedMeetingId,
      after: {
        pairId: plan.pairId,
        onDate: plan.onDate,
        startsAt: plan.startsAt,
        cancelCode: reason,
        words,
        cancelled: plans.length,
      },
    });
    return viewPlanned(trx, authority, plannedMeetingId);
  });
}

/** Ties a plan to the record that the log has of it already: of the same pair and day. */
export async function closePlanned(
  deps: ServiceDeps,
  { authority, input }: Call<'closePlannedMeeting'>,
): Promise<PlannedMeeting> {
  const { plannedMeetingId, meetingId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan } = await readLockedPlanned(trx, authority, plannedMeetingId);
    if (plan.state === 'held' && plan.meetingId === meetingId)
      return viewPlanned(trx, authority, plannedMeetingId);
    const day = await plannedStore(trx).dayOfRecord(plan.pairId, meetingId);
    if (day === null) throw notFound('meeting');
    const closed = notOpen(plan);
    if (closed) throw invalid([closed]);
    if (day !== plan.onDate) throw invalid([{ path: 'meetingId', code: 'planned.otherDay' }]);
    const held = { state: 'held', meeting_id: meetingId };
    if (!(await plannedStore(trx).write(plannedMeetingId, version, held, deps.clock.now())))
      throw changedMeanwhile(plan);
    await recordChange(trx, deps.clock, authority, {
      action: 'held',
      entity: 'planned_meeting',
      entityId: plannedMeetingId,
      after: { pairId: plan.pairId, onDate: plan.onDate },
    });
    return viewPlanned(trx, authority, plannedMeetingId);
  });
}
