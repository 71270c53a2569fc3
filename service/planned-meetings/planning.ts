import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { addDays, daysBetween } from '../../shared/dates.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid } from '../../shared/errors.js';
import type { PlannedFields, PlannedMeeting } from '../api/planned-meetings.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { idsOf, lockPair, readPairForMember, type VisiblePair } from '../pairs/index.js';
import {
  asksAnew,
  notOpen,
  type PlannedPair,
  plannedProblems,
  sideOfCaller,
} from './planned-rules.js';
import { plannedStore, type StoredPlanned } from './planned-store.js';
import { changedMeanwhile, fieldsOf, readLockedPlanned, viewPlanned } from './planned-view.js';
import { daysOfSeries, repeatProblems } from './series-rules.js';
import { overlapping } from './time-rules.js';

/** What the rules need of a pair, with whose consent is withdrawn today. */
export async function plannedPairOf(
  trx: Knex.Transaction,
  { programmeId }: Authority,
  pair: VisiblePair,
  today: string,
): Promise<PlannedPair> {
  const [mentorIds, menteeIds] = [idsOf(pair.mentors), idsOf(pair.mentees)];
  const of = { programmeId, today };
  const withdrawn = await withdrawnAmong(trx, of, [...mentorIds, ...menteeIds]);
  return { ...pair, mentorIds, menteeIds, withdrawn };
}

/**
 * Tells the first other meeting that somebody of the pair has at one of these times. Whose it is is said to
 * staff and to who stands in that pair: a mentee learns that the mentor is busy, not with whom.
 */
async function refuseOverlaps(
  trx: Knex.Transaction,
  authority: Authority,
  pair: VisiblePair,
  plans: readonly PlannedFields[],
  but: readonly string[],
): Promise<void> {
  const days = plans.map((one) => one.onDate).sort();
  const range = { from: addDays(days[0] ?? '', -1), to: addDays(days.at(-1) ?? '', 1) };
  const people = [...idsOf(pair.mentors), ...idsOf(pair.mentees)];
  const { programmeId, timeZone, personId } = authority;
  const busy = await plannedStore(trx).busy(programmeId, people, range, but, personId);
  const found = overlapping(plans, busy, timeZone);
  const [first] = found;
  if (!first) return;
  const told = pair.mySide === null || first.mine;
  const params = {
    date: first.onDate,
    time: first.startsAt,
    title: told ? first.pairTitle : '',
    named: told ? 'yes' : 'no',
    n: found.length,
  };
  throw invalid([{ path: 'overlapOk', code: 'planned.overlaps', params }]);
}

async function insertPlanned(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  input: Call<'planMeeting'>['input'],
) {
  const { pairId, agreed, repeat, overlapOk } = input;
  await lockPair(trx, pairId);
  const pair = await readPairForMember(trx, authority, pairId);
  const today = todayIn(authority.timeZone, deps.clock);
  const side = sideOfCaller(pair.mySide);
  const fields = fieldsOf(input);
  const rules = await plannedPairOf(trx, authority, pair, today);
  const problems = plannedProblems(fields, rules, today, { side, agreed });
  if (repeat !== null) problems.push(...repeatProblems(fields.onDate, repeat));
  if (problems.length > 0) throw invalid(problems);
  const days = repeat === null ? [fields.onDate] : daysOfSeries(fields.onDate, repeat);
  const plans = days.map((onDate) => ({ ...fields, onDate }));
  const last = plannedProblems(plans.at(-1) ?? fields, rules, today, { side, agreed });
  if (last.length > 0)
    throw invalid(
      last.map((one) => (one.path === 'onDate' ? { ...one, path: 'repeat.until' } : one)),
    );
  if (!overlapOk) await refuseOverlaps(trx, authority, pair, plans, []);
  const place = { ...authority, pairId, pairForm: pair.form };
  const proposal = {
    state: agreed ? ('agreed' as const) : ('proposed' as const),
    side,
    by: authority.personId,
    byLink: authority.byLink === true,
    now: deps.clock.now(),
  };
  const ids = await plannedStore(trx).insert(place, fields, days, proposal);
  await recordChange(trx, deps.clock, authority, {
    action: agreed ? 'agreed' : 'proposed',
    entity: 'planned_meeting',
    entityId: ids[0] ?? '',
    after: { pairId, ...fields, ...(days.length > 1 ? { times: days.length } : {}) },
  });
  return { plannedMeetingId: ids[0] ?? '', planned: ids.length };
}

/** Proposes a meeting or a series, once for an idempotency key. */
export async function planMeeting(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'planMeeting'>,
) {
  return inTransaction(deps.db, async (trx) => {
    // Who may not see the pair learns nothing, not even that a key was used.
    await readPairForMember(trx, authority, input.pairId);
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `planMeeting ${input.pairId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, () => insertPlanned(trx, deps, authority, input));
  });
}

/**
 * The plan, or it and those of its series after it, as a change is for.
 * @throws `changed_meanwhile` where it is not in the version that the caller saw, `invalid` where it is settled
 */
export async function openForChange(
  trx: Knex.Transaction,
  plan: StoredPlanned,
  { version, scope }: { version: number; scope: 'one' | 'following' },
): Promise<StoredPlanned[]> {
  if (plan.version !== version) throw changedMeanwhile(plan);
  const closed = notOpen(plan);
  if (closed) throw invalid([closed]);
  return scope === 'following' && plan.seriesId !== null
    ? plannedStore(trx).following(plan.pairId, plan.seriesId, plan.onDate)
    : [plan];
}

/**
 * Changes a plan, alone or with those of its series that follow: they move by as many days. Another day,
 * time or length is a new proposal, and what was said to the old one is forgotten (the journal keeps it).
 */
export async function changePlanned(
  deps: ServiceDeps,
  { authority, input }: Call<'changePlannedMeeting'>,
): Promise<PlannedMeeting> {
  const { plannedMeetingId, agreed, overlapOk } = input;
  return inTransaction(deps.db, async (trx) => {
    const { plan, pair } = await readLockedPlanned(trx, authority, plannedMeetingId);
    const plans = await openForChange(trx, plan, input);
    const fields = fieldsOf(input);
    const before = fieldsOf(plan);
    const anew = asksAnew(before, fields);
    const today = todayIn(authority.timeZone, deps.clock);
    const side = sideOfCaller(pair.mySide);
    const rules = await plannedPairOf(trx, authority, pair, today);
    const problems = plannedProblems(fields, rules, today, { side, agreed });
    // One that is past and nobody told of keeps its day while its place or note is put right.
    const wrong = anew ? problems : problems.filter((one) => one.path !== 'onDate');
    if (wrong.length > 0) throw invalid(wrong);
    const shift = daysBetween(before.onDate, fields.onDate);
    const changed = plans.map((one) => ({
      ...one,
      ...fields,
      onDate: addDays(one.onDate, shift),
    }));
    const ids = plans.map((one) => one.plannedMeetingId);
    if (anew && !overlapOk) await refuseOverlaps(trx, authority, pair, changed, ids);
    const state = agreed ? ('agreed' as const) : ('proposed' as const);
    const by = { by: authority.personId, byLink: authority.byLink === true };
    const proposal = anew || agreed ? { state, side, ...by } : null;
    const store = plannedStore(trx);
    const now = deps.clock.now();
    for (const one of changed) {
      const written = await store.update(
        one.plannedMeetingId,
        one.version,
        fieldsOf(one),
        proposal,
        now,
      );
      if (!written) throw changedMeanwhile(plan);
    }
    if (proposal !== null) await store.forgetAnswers(ids);
    await recordChange(trx, deps.clock, authority, {
      action: anew ? 'moved' : 'changed',
      entity: 'planned_meeting',
      entityId: plannedMeetingId,
      ...changedFields(
        { ...before, state: plan.state },
        // The pair stands among them, so that the journal can name it.
        { ...fields, state: proposal?.state ?? plan.state, pairId: plan.pairId },
      ),
    });
    return viewPlanned(trx, authority, plannedMeetingId);
  });
}
