import type { Knex } from 'knex';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { Plan } from '../api/plans.js';
import { type Change, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import type { PairWithPeople } from '../pairs/index.js';
import { refreshProgress } from '../progress/index.js';
import {
  contentOf,
  countedGoals,
  figuresOf,
  type PlanContent,
  type RowFacts,
  sameContent,
  stateAfterEdit,
} from './plan-rules.js';
import { planStore, type StoredPlan } from './plan-store.js';
import { factsOf, readLockedPlan, refuseStopped, viewPlan } from './plan-view.js';
import { rowStore, type StoredRow } from './row-store.js';

export const changedMeanwhile = (details: Record<string, unknown> = {}): AppError =>
  new AppError('changed_meanwhile', 'the plan was changed meanwhile', { details });

/** What a write works on: the plan as it is under the lock of its pair. */
export interface PlanChange {
  trx: Knex.Transaction;
  plan: StoredPlan;
  pair: PairWithPeople;
  /** Those that were taken out among them. */
  rows: StoredRow[];
}

/** What was done, for the journal; null: nothing. */
type Done = Pick<Change, 'action' | 'before' | 'after'> | null;

/** What both confirmed last; null: nothing yet. */
export async function confirmedContent(
  trx: Knex.Transaction,
  { planId, confirmedNumber }: StoredPlan,
): Promise<PlanContent | null> {
  if (confirmedNumber === null) return null;
  const [version] = await planStore(trx).versions(planId, [confirmedNumber]);
  return version?.content ?? null;
}

/**
 * What follows from a change, read from the plan as it is now: where what is agreed has changed, the next
 * edition in the state that follows; and the sums of its rows.
 */
async function settle({ trx, plan, rows }: PlanChange): Promise<void> {
  const store = planStore(trx);
  const [now] = await store.ofPair(plan.pairId, plan.personId);
  if (!now) throw notFound('plan');
  const facts = (await rowStore(trx).all(plan.planId)).map(factsOf);
  const after = contentOf(now, facts);
  if (!sameContent(contentOf(plan, rows.map(factsOf)), after)) {
    const state = stateAfterEdit(after, await confirmedContent(trx, now));
    await store.nextEdition(plan.planId, state);
  }
  await putFigures(trx, now, facts);
}

/** The sums of a plan's rows, for lists, cards and progress. */
export async function putFigures(
  trx: Knex.Transaction,
  { planId, confirmedNumber }: Pick<StoredPlan, 'planId' | 'confirmedNumber'>,
  rows: readonly RowFacts[],
): Promise<void> {
  const counted = countedGoals(rows, confirmedNumber);
  await planStore(trx).putFigures(planId, figuresOf(rows, confirmedNumber), counted);
}

/** A pair's id stands in each entry, so that the journal can name it. */
const noted = (pairId: string, fields: Change['before'] = null) =>
  fields === null ? null : { pairId, ...fields };

/**
 * Changes a plan that the caller may see, under the lock of its pair, and does all that follows from it in
 * the same transaction: its edition and state, its sums, the mentee's progress with the due score, the journal.
 * Throws `not_found` as readVisiblePlan() does, `invalid` where nothing is written now.
 */
export async function changePlan(
  deps: ServiceDeps,
  authority: Authority,
  planIdOf: string | ((trx: Knex.Transaction) => Promise<string>),
  work: (change: PlanChange) => Promise<Done>,
): Promise<Plan> {
  return inTransaction(deps.db, async (trx) => {
    const planId = typeof planIdOf === 'string' ? planIdOf : await planIdOf(trx);
    const { plan, pair } = await readLockedPlan(trx, authority, planId);
    await refuseStopped(trx, deps, authority, pair, plan.personId);
    const change = { trx, plan, pair, rows: await rowStore(trx).all(planId) };
    const done = await work(change);
    if (done !== null) {
      await settle(change);
      await refreshProgress(trx, deps.clock, authority, [plan.personId]);
      await recordChange(trx, deps.clock, authority, {
        action: done.action,
        entity: 'plan',
        entityId: planId,
        before: noted(plan.pairId, done.before),
        after: noted(plan.pairId, done.after ?? {}),
      });
    }
    return viewPlan(trx, deps, authority, planId);
  });
}

/** The plan of a row, for writes that name only the row. */
export const planOfRow =
  (programmeId: string, rowId: string) =>
  async (trx: Knex.Transaction): Promise<string> => {
    const planId = await planStore(trx).planOfRow(programmeId, rowId);
    if (planId === null) throw notFound('plan row');
    return planId;
  };
