import { Router } from 'express';
import { GOAL_STATES, type GoalState } from '../../../service/api/index.js';
import type { Plan } from '../../../service/api/plans.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { planTitle } from './plan-words.js';
import { atRow, rowOf, rowPath } from './row-routes.js';
import { atPlan, readPlan, WRITERS } from './show-routes.js';

type Row = Plan['rows'][number];

const MARKS = ['1', '2', '3', '4', '5'];

const labelsOf = ({ t }: PageContext): Labels => ({
  state: t('plan.state'),
  actual: t('plan.actual'),
  mark: t('plan.mark'),
  comment: t('plan.comment'),
  reason: t('plan.reason'),
});

const valuesOf = (row: Row): FormValues => ({
  state: row.state,
  actual: row.actual,
  mark: row.mark === null ? '' : String(row.mark),
  comment: row.comment,
  reason: row.reason,
});

async function show(ctx: PageContext, plan: Plan, refused?: FormView): Promise<void> {
  const row = rowOf(ctx, plan);
  const form = refused ?? (await openForm(ctx, valuesOf(row), { labels: labelsOf(ctx) }));
  ctx.render(
    'plans/result',
    {
      title: ctx.t('plan.result.title', { n: row.number }),
      lead: planTitle(ctx, plan),
      back: `plans/${plan.planId}`,
      path: `plans/${plan.planId}/rows/${row.rowId}/result`,
      row,
      form,
      mine: ctx.role === 'mentee',
      states: GOAL_STATES.map((value) => ({
        value,
        label: ctx.ref('goalState', value),
        ...(value === 'dropped' ? { help: ctx.t('plan.help.dropped') } : {}),
      })),
      marks: MARKS.map((value) => ({ value, label: ctx.t(`plan.markWords.${value}`) })),
    },
    refused ? 422 : 200,
  );
}

const inWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  state: ctx.ref('goalState', fieldText(values, 'state')),
  actual: fieldText(values, 'actual'),
  mark: fieldText(values, 'mark'),
  comment: fieldText(values, 'comment'),
  reason: fieldText(values, 'reason'),
});

/** Writes what this reader may: the mentee what came of the goal, the mentor all of it. */
function write(ctx: PageContext): Promise<Plan> {
  const { body } = ctx.req;
  const at = { ...atRow(ctx), version: Number(fieldText(body, 'version')) };
  const actual = fieldText(body, 'actual');
  if (ctx.role === 'mentee') return ctx.api.writePlanActual({ ...at, actual });
  const mark = fieldOrNull(body, 'mark');
  return ctx.api.recordPlanResult({
    ...at,
    state: fieldText(body, 'state') as GoalState,
    actual,
    mark: mark === null ? null : Number(mark),
    comment: fieldText(body, 'comment'),
    reason: fieldText(body, 'reason'),
  });
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS, 'mentee');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () => write(ctx),
    done: (plan) =>
      ctx.redirect(rowPath(plan, rowOf(ctx, plan)), { kind: 'success', key: 'plan.result.saved' }),
    again: async (form) => show(ctx, await readPlan(ctx), form),
    stored: async (typed) => {
      const row = rowOf(ctx, await readPlan(ctx));
      const mine = ctx.role === 'mentee';
      const only = (words: Record<string, string>) =>
        mine ? { actual: words['actual'] ?? '' } : words;
      return {
        version: row.version,
        shown: only(inWords(ctx, valuesOf(row))),
        typed: only(inWords(ctx, typed)),
        back: `plans/${atPlan(ctx).planId}`,
      };
    },
  });
}

/** What came of a goal: states, results and marks. */
export function resultRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/plans/:planId/rows/:rowId/result',
    page(async (ctx) => {
      requireRole(ctx, ...WRITERS, 'mentee');
      await show(ctx, await readPlan(ctx));
    }),
  );
  router.post('/plans/:planId/rows/:rowId/result', page(save));
  return router;
}
