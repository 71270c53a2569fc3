import { Router } from 'express';
import type { Plan } from '../../../service/api/plans.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { Flash } from '../../web/flash.js';
import {
  type FormValues,
  type FormView,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { planTitle } from './plan-words.js';
import { atPlan, readPlan, showPlan, storedPlan, WRITERS } from './show-routes.js';

type Row = Plan['rows'][number];

const labelsOf = ({ t }: PageContext): Labels => ({
  task: t('plan.task'),
  dueOn: t('plan.dueOn'),
  planned: t('plan.planned'),
});

const valuesOf = (row: Row | null): FormValues => ({
  task: row?.task ?? '',
  dueOn: row?.dueOn ?? '',
  planned: row?.planned ?? '',
});

const readGoal = (body: unknown) => ({
  task: fieldText(body, 'task'),
  dueOn: fieldText(body, 'dueOn'),
  planned: fieldText(body, 'planned'),
});

export const atRow = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  rowId: idParam(ctx, 'rowId'),
});

/** The row of the address, as the plan has it now; `not_found` where it was taken out. */
export function rowOf(ctx: PageContext, plan: Plan): Row {
  const row = plan.rows.find(({ rowId }) => rowId === idParam(ctx, 'rowId'));
  if (!row) throw notFound('plan row');
  return row;
}

/** Where a row is on its plan's page. */
export const rowPath = (plan: Pick<Plan, 'planId'>, row: Pick<Row, 'number'> | undefined): string =>
  `plans/${plan.planId}${row ? `#row-${row.number}` : ''}`;

async function show(ctx: PageContext, plan: Plan, row: Row | null, refused?: FormView) {
  const form = refused ?? (await openForm(ctx, valuesOf(row), { labels: labelsOf(ctx) }));
  ctx.render(
    'plans/row-form',
    {
      title: row ? ctx.t('plan.row.title', { n: row.number }) : ctx.t('plan.addRow'),
      lead: planTitle(ctx, plan),
      back: `plans/${plan.planId}`,
      path: row ? `plans/${plan.planId}/rows/${row.rowId}/edit` : `plans/${plan.planId}/rows/new`,
      version: row?.version,
      plan,
      confirmed: plan.confirmed !== null,
      form,
    },
    refused ? 422 : 200,
  );
}

async function add(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.addPlanRow({
        ...atPlan(ctx),
        ...readGoal(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: (plan) => {
      const flash = { kind: 'success', key: 'plan.row.added' } as const;
      // Rows come one after the other: the next one at a press.
      if (fieldText(body, 'more') === 'yes')
        return ctx.redirect(`plans/${plan.planId}/rows/new`, flash);
      return ctx.redirect(rowPath(plan, plan.rows.at(-1)), flash);
    },
    again: async (form) => show(ctx, await readPlan(ctx), null, form),
  });
}

const inWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  task: fieldText(values, 'task'),
  dueOn: ctx.fmt.date(fieldText(values, 'dueOn') || null),
  planned: fieldText(values, 'planned'),
});

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updatePlanRow({
        ...atRow(ctx),
        ...readGoal(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: (plan) =>
      ctx.redirect(rowPath(plan, rowOf(ctx, plan)), { kind: 'success', key: 'plan.row.saved' }),
    again: async (form) => {
      const plan = await readPlan(ctx);
      await show(ctx, plan, rowOf(ctx, plan), form);
    },
    stored: async (typed) => {
      const row = rowOf(ctx, await readPlan(ctx));
      return {
        version: row.version,
        shown: inWords(ctx, valuesOf(row)),
        typed: inWords(ctx, typed),
        back: `plans/${atPlan(ctx).planId}`,
      };
    },
  });
}

/** A form of one button about a row. */
async function press(
  ctx: PageContext,
  attempt: () => Promise<Plan>,
  flash: Flash | undefined,
  anchor: (plan: Plan) => string,
): Promise<void> {
  requireRole(ctx, ...WRITERS);
  await submitForm(ctx, {
    labels: {},
    attempt,
    done: (plan) => ctx.redirect(anchor(plan), flash),
    again: (form) => showPlan(ctx, form),
    stored: () => storedPlan(ctx),
  });
}

const versionOf = (ctx: PageContext): number => Number(fieldText(ctx.req.body, 'version'));

const move = (ctx: PageContext) =>
  press(
    ctx,
    () =>
      ctx.api.movePlanRow({
        ...atRow(ctx),
        to: fieldText(ctx.req.body, 'to') === 'down' ? 'down' : 'up',
      }),
    undefined,
    (plan) => rowPath(plan, rowOf(ctx, plan)),
  );
const remove = (ctx: PageContext) =>
  press(
    ctx,
    () => ctx.api.removePlanRow({ ...atRow(ctx), version: versionOf(ctx) }),
    {
      kind: 'success',
      key: 'plan.row.removed',
      link: { path: `plans/${atPlan(ctx).planId}#removed`, key: 'plan.row.undo' },
    },
    (plan) => `plans/${plan.planId}`,
  );
const restore = (ctx: PageContext) =>
  press(
    ctx,
    () => ctx.api.restorePlanRow({ ...atRow(ctx), version: versionOf(ctx) }),
    { kind: 'success', key: 'plan.row.restored' },
    (plan) => rowPath(plan, rowOf(ctx, plan)),
  );

/** The rows of a plan: added, changed, moved, taken out and put back, each for itself. */
export function rowRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/plans/:planId/rows/new',
    page(async (ctx) => {
      requireRole(ctx, ...WRITERS);
      await show(ctx, await readPlan(ctx), null);
    }),
  );
  router.post('/plans/:planId/rows/new', page(add));
  router.get(
    '/plans/:planId/rows/:rowId/edit',
    page(async (ctx) => {
      requireRole(ctx, ...WRITERS);
      const plan = await readPlan(ctx);
      await show(ctx, plan, rowOf(ctx, plan));
    }),
  );
  router.post('/plans/:planId/rows/:rowId/edit', page(save));
  router.post('/plans/:planId/rows/:rowId/move', page(move));
  router.post('/plans/:planId/rows/:rowId/remove', page(remove));
  router.post('/plans/:planId/rows/:rowId/restore', page(restore));
  return router;
}
