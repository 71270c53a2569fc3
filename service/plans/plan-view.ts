import type { Knex } from 'knex';
import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { invalid, notFound } from '../../shared/errors.js';
import { type PlanStop, UNFINISHED_PAIR_STATES } from '../api/index.js';
import type { MenteePlan, Plan, PlanVersion } from '../api/plans.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import type { ServiceDeps } from '../handler.js';
import { idsOf, lockPair, type PairWithPeople, readVisiblePair } from '../pairs/index.js';
import type { MenteeRow } from './list-store.js';
import {
  isOverdue,
  type PlanPair,
  planFieldsOf,
  type RowFacts,
  sameGoal,
  stopOf,
  unconfirmedDays,
} from './plan-rules.js';
import { planStore, type StoredPlan, type StoredVersion } from './plan-store.js';
import { rowStore, type StoredRow } from './row-store.js';

/** A plan that the caller may see, with its pair. */
export interface VisiblePlan {
  plan: StoredPlan;
  pair: PairWithPeople;
}

/** What the rules of plans need of a pair. */
const planPair = (pair: PairWithPeople): PlanPair => ({
  ...pair,
  mentorIds: idsOf(pair.mentors),
  menteeIds: idsOf(pair.mentees),
});

export const factsOf = (row: StoredRow): RowFacts => ({ ...row, removed: row.removedAt !== null });

/** The pair of a plan for whoever may see it; one that they may not see is answered as unknown. */
export async function readPair(
  db: Db,
  authority: Authority,
  pairId: string,
): Promise<PairWithPeople> {
  const pair = await readVisiblePair(db, authority, pairId);
  if (!pair) throw notFound('pair');
  return pair;
}

/**
 * Reads a plan that the caller may see: three statements. A plan of a pair that they may not see is
 * answered exactly as one that does not exist, and to a mentee so is the plan of another mentee.
 */
export async function readVisiblePlan(
  db: Db,
  authority: Authority,
  planId: string,
): Promise<VisiblePlan> {
  const plan = await planStore(db).find(authority.programmeId, planId);
  if (!plan) throw notFound('plan');
  if (authority.role === 'mentee' && plan.personId !== authority.personId) throw notFound('plan');
  const pair = await readVisiblePair(db, authority, plan.pairId);
  if (!pair) throw notFound('plan');
  return { plan, pair };
}

/** The same under the lock of its pair, as it is then: somebody may have been here before the lock was ours. */
export async function readLockedPlan(
  trx: Knex.Transaction,
  authority: Authority,
  planId: string,
): Promise<VisiblePlan> {
  const seen = await readVisiblePlan(trx, authority, planId);
  await lockPair(trx, seen.plan.pairId);
  return readVisiblePlan(trx, authority, planId);
}

/** Why nothing is written into the plan of a mentee today; null: it may be. */
export async function readStop(
  db: Db,
  deps: Pick<ServiceDeps, 'clock'>,
  authority: Authority,
  pair: PairWithPeople,
  menteeId: string,
): Promise<PlanStop | null> {
  const today = todayIn(authority.timeZone, deps.clock);
  const of = { programmeId: authority.programmeId, today };
  const facts = planPair(pair);
  const withdrawn = await withdrawnAmong(db, of, [...facts.mentorIds, menteeId]);
  return stopOf(facts, menteeId, withdrawn);
}

/** @throws `invalid` with the reason where nothing is written into the plan of a mentee today */
export async function refuseStopped(...of: Parameters<typeof readStop>): Promise<void> {
  const stopped = await readStop(...of);
  if (stopped !== null) throw invalid([{ path: '', code: `plan.stopped.${stopped}` }]);
}

export const versionView = (version: StoredVersion): PlanVersion => ({
  ...version,
  offeredBy: version.offeredBy ?? '',
  byLink: Boolean(version.byLink),
  offeredAt: toIso(Number(version.offeredAt)),
  confirmedBy: version.confirmedAt === null ? null : (version.confirmedBy ?? ''),
  confirmedAt: version.confirmedAt === null ? null : toIso(Number(version.confirmedAt)),
});

/** True for who writes plans: the mentors of the pair, and staff for them. */
export const isWriter = ({ role }: Authority): boolean =>
  role === 'mentor' || role === 'coordinator' || role === 'curator';

/** Whether a row stands so in the version that both confirmed. */
const isAgreed = (row: StoredRow, confirmed: PlanVersion | null): boolean =>
  confirmed?.content.goals.some((goal) => goal.rowId === row.rowId && sameGoal(goal, row)) ?? false;

const rowView = (
  row: StoredRow,
  index: number,
  confirmed: PlanVersion | null,
  today: string,
): Plan['rows'][number] => ({
  ...row,
  number: index + 1,
  overdue: isOverdue(row, today),
  agreed: isAgreed(row, confirmed),
});

/** A plan as this caller sees it. */
export async function viewPlan(
  db: Db,
  deps: Pick<ServiceDeps, 'clock'>,
  authority: Authority,
  planId: string,
): Promise<Plan> {
  const { plan, pair } = await readVisiblePlan(db, authority, planId);
  const store = planStore(db);
  const rows = await rowStore(db).all(planId);
  const numbers = [plan.offeredNumber, plan.confirmedNumber ?? 0].filter((n) => n > 0);
  const versions = numbers.length === 0 ? [] : await store.versions(planId, numbers);
  const versionOf = (number: number | null) => {
    const found = versions.find((one) => one.number === number);
    return found ? versionView(found) : null;
  };
  const confirmed = versionOf(plan.confirmedNumber);
  const stopped = await readStop(db, deps, authority, pair, plan.personId);
  const today = todayIn(authority.timeZone, deps.clock);
  const mayWrite = isWriter(authority) && stopped === null;
  const withPlan = mayWrite
    ? (await store.ofPair(pair.pairId)).map(({ personId }) => personId)
    : [];
  return {
    ...planFieldsOf(plan),
    planId,
    pairId: plan.pairId,
    mentee: { personId: plan.personId, name: plan.personName },
    mentors: pair.mentors,
    form: pair.form,
    roleVariant: pair.roleVariant,
    pairState: pair.state,
    pairStartsOn: pair.startsOn,
    pairEndsOn: pair.endsOn,
    orderNumber: pair.orderNumber,
    orderDate: pair.orderDate,
    state: plan.state,
    goals: plan.goals,
    done: plan.done,
    nextDueOn: plan.nextDueOn,
    rows: rows
      .filter(({ removedAt }) => removedAt === null)
      .map((row, index) => rowView(row, index, confirmed, today)),
    removed: mayWrite
      ? rows
          .filter(({ removedAt }) => removedAt !== null)
          .sort((a, b) => Number(b.removedAt) - Number(a.removedAt))
          .map(({ rowId, task, version }) => ({ rowId, task, version }))
      : [],
    offered: versionOf(plan.offeredNumber),
    confirmed,
    edition: plan.edition,
    version: plan.version,
    mayWrite,
    mine: authority.role === 'mentee' && stopped === null,
    stopped,
    withoutPlan: pair.mentees.filter(({ personId }) => mayWrite && !withPlan.includes(personId))
      .length,
    today,
  };
}

/** Somebody of a pair with their plan, as lists and cards have it. */
export function menteePlan(row: MenteeRow, today: string): MenteePlan {
  const { personId, name, planId, kind, state, confirmedNumber, goals, done, nextDueOn } = row;
  const goesOn = (UNFINISHED_PAIR_STATES as readonly string[]).includes(row.pairState);
  return {
    personId,
    name,
    plan:
      planId === null
        ? null
        : {
            planId,
            kind,
            state,
            confirmedNumber,
            goals,
            done,
            nextDueOn,
            // Terms that nobody has agreed to yet are not late.
            overdue: goesOn && confirmedNumber !== null && nextDueOn !== null && nextDueOn < today,
          },
    unconfirmedDays: unconfirmedDays(
      { state: row.pairState, startsOn: row.pairStartsOn },
      confirmedNumber,
      today,
    ),
  };
}
