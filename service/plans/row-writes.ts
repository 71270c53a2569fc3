import { invalid, notFound } from '../../shared/errors.js';
import { MOST_GOALS } from '../api/index.js';
import type { GoalResult, Plan } from '../api/plans.js';
import { changedFields } from '../audit/changed-fields.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { changedMeanwhile, changePlan, type PlanChange, planOfRow } from './change-plan.js';
import { goalFieldsOf, resultProblems, termProblems } from './plan-rules.js';
import { rowStore, type StoredRow } from './row-store.js';

/** By the beginning of its task a row is recognised in the journal, which holds no numbers that move. */
const LABEL = 120;
const labelOf = (task: string): string =>
  task.length <= LABEL ? task : `${[...task].slice(0, LABEL - 1).join('')}…`;

/**
 * The row that is changed, as it is now.
 * @throws `not_found` where it was taken out, `changed_meanwhile` with the row as it is now for an old version
 */
function rowOf({ rows }: PlanChange, rowId: string, version?: number): StoredRow {
  const row = rows.find((one) => one.rowId === rowId);
  if (!row) throw notFound('plan row');
  if (version !== undefined && row.version !== version) throw changedMeanwhile({ rowId });
  if (row.removedAt !== null) throw changedMeanwhile({ rowId, removed: true });
  return row;
}

const live = ({ rows }: PlanChange) => rows.filter(({ removedAt }) => removedAt === null);

/** Adds a row at the end, once for an idempotency key. */
export async function addRow(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'addPlanRow'>,
): Promise<Plan> {
  const { planId } = input;
  const goal = goalFieldsOf(input);
  return changePlan(deps, authority, planId, async (change) => {
    const { trx, plan, rows } = change;
    const key = {
      organisationId: authority.organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `addPlanRow ${planId}`,
      key: input.idempotencyKey,
      input,
    };
    let isNew = false;
    await once(trx, deps.clock, key, async () => {
      if (live(change).length >= MOST_GOALS)
        throw invalid([{ path: '', code: 'plan.tooManyRows', params: { max: MOST_GOALS } }]);
      const problems = termProblems(goal, plan);
      if (problems.length > 0) throw invalid(problems);
      const last = rows.at(-1)?.position ?? 0;
      const place = { ...authority, planId };
      const [rowId = ''] = await rowStore(trx).add(place, [goal], last, deps.clock.now());
      isNew = true;
      return { rowId };
    });
    return isNew ? { action: 'row_added', after: { ...goal } } : null;
  });
}

/** Changes the goal, its term or the planned result over the version that the caller saw. */
export async function updateRow(
  deps: ServiceDeps,
  { authority, input }: Call<'updatePlanRow'>,
): Promise<Plan> {
  const { programmeId, rowId, version } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    const row = rowOf(change, rowId, version);
    const goal = goalFieldsOf(input);
    const problems = termProblems(goal, change.plan);
    if (problems.length > 0) throw invalid(problems);
    const fields = changedFields({ ...goalFieldsOf(row) }, { ...goal });
    if (Object.keys(fields.after).length === 0) return null;
    if (!(await rowStore(change.trx).setGoal(rowId, version, goal))) throw changedMeanwhile();
    const goalWas = labelOf(row.task);
    return {
      action: 'row_changed',
      before: { goal: goalWas, ...fields.before },
      after: { goal: goalWas, ...fields.after },
    };
  });
}

/** Moves a row by one place; at the end of the list it stays where it is. */
export async function moveRow(
  deps: ServiceDeps,
  { authority, input }: Call<'movePlanRow'>,
): Promise<Plan> {
  const { programmeId, rowId, to } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    const row = rowOf(change, rowId);
    const rows = live(change);
    const at = rows.indexOf(row);
    const other = rows[to === 'up' ? at - 1 : at + 1];
    if (!other) return null;
    await rowStore(change.trx).swap(row, other);
    return {
      action: 'row_moved',
      before: { rowNumber: at + 1 },
      after: { goal: labelOf(row.task), rowNumber: rows.indexOf(other) + 1 },
    };
  });
}

/** Takes a row out. Taken out already, it stays so. */
export async function removeRow(
  deps: ServiceDeps,
  { authority, input }: Call<'removePlanRow'>,
): Promise<Plan> {
  const { programmeId, rowId, version } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    if (change.rows.some((one) => one.rowId === rowId && one.removedAt !== null)) return null;
    const row = rowOf(change, rowId, version);
    const at = deps.clock.now();
    if (!(await rowStore(change.trx).setRemoved(rowId, version, at))) throw changedMeanwhile();
    return { action: 'row_removed', before: { ...goalFieldsOf(row) }, after: null };
  });
}

/** Puts a row back that was taken out; its term must still lie inside the plan's dates. */
export async function restoreRow(
  deps: ServiceDeps,
  { authority, input }: Call<'restorePlanRow'>,
): Promise<Plan> {
  const { programmeId, rowId, version } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    const row = change.rows.find((one) => one.rowId === rowId);
    if (!row) throw notFound('plan row');
    if (row.removedAt === null) return null;
    if (row.version !== version) throw changedMeanwhile({ rowId });
    if (live(change).length >= MOST_GOALS)
      throw invalid([{ path: '', code: 'plan.tooManyRows', params: { max: MOST_GOALS } }]);
    const problems = termProblems(row, change.plan);
    if (problems.length > 0) throw invalid(problems);
    if (!(await rowStore(change.trx).setRemoved(rowId, version, null))) throw changedMeanwhile();
    return { action: 'row_restored', after: { ...goalFieldsOf(row) } };
  });
}

const resultOf = (from: GoalResult): GoalResult => ({
  state: from.state,
  actual: from.actual,
  mark: from.mark,
  comment: from.comment,
  // Why it was dropped is said of a dropped one alone.
  reason: from.state === 'dropped' ? from.reason : '',
});

/** Notes how far a goal is, with what came of it and the mentor's mark. */
export async function recordResult(
  deps: ServiceDeps,
  { authority, input }: Call<'recordPlanResult'>,
): Promise<Plan> {
  const { programmeId, rowId, version } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    const row = rowOf(change, rowId, version);
    const result = resultOf(input);
    const problems = resultProblems(result);
    if (problems.length > 0) throw invalid(problems);
    const fields = changedFields({ ...resultOf(row) }, { ...result });
    if (Object.keys(fields.after).length === 0) return null;
    if (!(await rowStore(change.trx).setResult(rowId, version, result))) throw changedMeanwhile();
    return {
      action: 'result',
      before: { goal: labelOf(row.task), ...fields.before },
      after: { goal: labelOf(row.task), ...fields.after },
    };
  });
}

/** The mentee writes what came of one of their goals. */
export async function writeActual(
  deps: ServiceDeps,
  { authority, input }: Call<'writePlanActual'>,
): Promise<Plan> {
  const { programmeId, rowId, version, actual } = input;
  return changePlan(deps, authority, planOfRow(programmeId, rowId), async (change) => {
    const row = rowOf(change, rowId, version);
    if (row.actual === actual) return null;
    if (!(await rowStore(change.trx).setActual(rowId, version, actual))) throw changedMeanwhile();
    return {
      action: 'actual',
      before: { goal: labelOf(row.task), actual: row.actual },
      after: { goal: labelOf(row.task), actual },
    };
  });
}
