import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { PlannedFields, PlannedMeeting } from '../api/planned-meetings.js';
import { plannedFields } from '../api/planned-meetings.js';
import type { Authority } from '../authorise.js';
import { lockPair, readPairForMember, type VisiblePair } from '../pairs/index.js';
import { isAwaited, sideOfCaller } from './planned-rules.js';
import { plannedStore, type StoredPlanned } from './planned-store.js';

/** The fields of a plan alone, out of an endpoint's input or a stored one. */
export function fieldsOf(given: PlannedFields): PlannedFields {
  const names = Object.keys(plannedFields.shape) as (keyof PlannedFields)[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? null])) as PlannedFields;
}

export const changedMeanwhile = (plan: StoredPlanned): AppError =>
  new AppError('changed_meanwhile', 'the planned meeting was changed meanwhile', {
    details: { current: { ...fieldsOf(plan), state: plan.state, version: plan.version } },
  });

/** A plan that the caller may see with its pair; of another's pair as one that does not exist. */
export async function readVisiblePlanned(
  db: Db,
  authority: Authority,
  plannedMeetingId: string,
): Promise<{ plan: StoredPlanned; pair: VisiblePair }> {
  const plan = await plannedStore(db).find(authority.programmeId, plannedMeetingId);
  if (!plan) throw notFound('planned meeting');
  try {
    return { plan, pair: await readPairForMember(db, authority, plan.pairId) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw notFound('planned meeting');
    throw error;
  }
}

/** The same under the lock of its pair, as it is then: somebody may have been here before the lock was ours. */
export async function readLockedPlanned(
  trx: Knex.Transaction,
  authority: Authority,
  plannedMeetingId: string,
): Promise<{ plan: StoredPlanned; pair: VisiblePair }> {
  const found = await readVisiblePlanned(trx, authority, plannedMeetingId);
  await lockPair(trx, found.plan.pairId);
  return readVisiblePlanned(trx, authority, plannedMeetingId);
}

/** A planned meeting as this caller sees it: three statements, and one of a series. */
export async function viewPlanned(
  db: Db,
  authority: Authority,
  plannedMeetingId: string,
): Promise<PlannedMeeting> {
  const { plan, pair } = await readVisiblePlanned(db, authority, plannedMeetingId);
  const store = plannedStore(db);
  const said = new Map(
    (await store.answers(plannedMeetingId)).map((one) => [one.personId, one] as const),
  );
  const following =
    plan.seriesId === null ? [] : await store.following(plan.pairId, plan.seriesId, plan.onDate);
  const { cancelCode, cancelWords, proposedByName, changedAt, ...rest } = plan;
  const { personId } = authority;
  const caller = { side: sideOfCaller(pair.mySide), personId };
  const mine = personId === null ? null : (said.get(personId)?.answer ?? null);
  return {
    ...rest,
    pairTitle: pair.title,
    pairState: pair.state,
    mentors: pair.mentors,
    answers: [...pair.mentors.filter(({ personId }) => said.has(personId)), ...pair.mentees].map(
      (person) => {
        const one = said.get(person.personId);
        const proposed = plan.proposedBy === person.personId ? ('agrees' as const) : null;
        return { ...person, answer: one?.answer ?? proposed, words: one?.words ?? '' };
      },
    ),
    proposedByName: proposedByName ?? '',
    byLink: Boolean(plan.byLink),
    awaitsMe: isAwaited(plan, caller, mine),
    following: Math.max(1, following.length),
    cancelled: cancelCode === null ? null : { code: cancelCode, words: cancelWords ?? '' },
    changedAt: toIso(changedAt),
  };
}
