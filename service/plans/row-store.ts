import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { GoalFields, GoalResult } from '../api/plans.js';
import type { PlanPlace } from './plan-store.js';

/** A row of a plan as it is stored; one that was taken out has `removedAt`. */
export interface StoredRow extends GoalFields, GoalResult {
  rowId: string;
  position: number;
  confirmedDueOn: string | null;
  removedAt: number | null;
  version: number;
}

const COLUMNS = {
  rowId: 'id',
  position: 'position',
  task: 'task',
  dueOn: 'due_on',
  planned: 'planned',
  actual: 'actual',
  state: 'state',
  mark: 'mark',
  comment: 'comment',
  reason: 'reason',
  confirmedDueOn: 'confirmed_due_on',
  removedAt: 'removed_at',
  version: 'version',
};

const goalColumns = ({ task, dueOn, planned }: GoalFields) => ({ task, due_on: dueOn, planned });

/** The SQL of the rows of plans; on a transaction: `rowStore(trx)`. */
export function rowStore(db: Db | Knex.Transaction) {
  async function change(
    rowId: string,
    version: number,
    columns: Record<string, string | number | null>,
  ): Promise<boolean> {
    const met = await db('plan_rows')
      .where({ id: rowId, version })
      .update({ ...columns, version: version + 1 });
    return met === 1;
  }

  return {
    /** The rows of a plan in their order, those that were taken out among them. */
    async all(planId: string): Promise<StoredRow[]> {
      return db('plan_rows')
        .where('plan_id', planId)
        .orderBy('position')
        .orderBy('id')
        .select(COLUMNS);
    },

    /** Adds rows after this position; one statement. */
    async add(
      place: Pick<PlanPlace, 'organisationId' | 'programmeId'> & { planId: string },
      goals: readonly GoalFields[],
      after: number,
      now: number,
    ): Promise<string[]> {
      const rows = goals.map((goal, index) => ({
        id: newId(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        plan_id: place.planId,
        position: after + index + 1,
        ...goalColumns(goal),
        actual: '',
        state: 'planned',
        mark: null,
        comment: '',
        reason: '',
        created_at: now,
      }));
      if (rows.length > 0) await db('plan_rows').insert(rows);
      return rows.map(({ id }) => id);
    },

    /** Each of these writes over the version that the caller saw; false: there is a newer one. */
    setGoal: (rowId: string, version: number, goal: GoalFields) =>
      change(rowId, version, goalColumns(goal)),
    setResult: (rowId: string, version: number, result: GoalResult) =>
      change(rowId, version, {
        state: result.state,
        actual: result.actual,
        mark: result.mark,
        comment: result.comment,
        reason: result.reason,
      }),
    setActual: (rowId: string, version: number, actual: string) =>
      change(rowId, version, { actual }),
    setRemoved: (rowId: string, version: number, removedAt: number | null) =>
      change(rowId, version, { removed_at: removedAt }),

    /** Changes the places of two rows; their versions stay, since no form shows the place. */
    async swap(one: StoredRow, other: StoredRow): Promise<void> {
      await db('plan_rows').where('id', one.rowId).update({ position: other.position });
      await db('plan_rows').where('id', other.rowId).update({ position: one.position });
    },
  };
}
