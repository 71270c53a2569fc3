import { Router } from 'express';
import type { Plan } from '../../../service/api/plans.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldOrNull, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { pairPath } from './new-routes.js';
import { showModel } from './show-model.js';

export const READERS = ['coordinator', 'curator', 'head', 'mentor', 'mentee'] as const;
export const WRITERS = ['mentor', 'coordinator', 'curator'] as const;

export const atPlan = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  planId: idParam(ctx, 'planId'),
});

export const readPlan = (ctx: PageContext): Promise<Plan> => ctx.api.getPlan(atPlan(ctx));

const labelsOf = ({ t }: PageContext) => ({
  note: t('plan.return.note'),
  paperOn: t('plan.paper.on'),
});

/** The page of a plan, with the form that was refused, if one was. */
export async function showPlan(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const plan = await readPlan(ctx);
  const form = refused ?? (await openForm(ctx, {}, { labels: labelsOf(ctx) }));
  ctx.render('plans/show', showModel(ctx, plan, form), refused ? 422 : 200);
}

/** What the page that shows a change of somebody else leads back to: the plan as it is now. */
export const storedPlan = async (ctx: PageContext) => {
  const { planId } = atPlan(ctx);
  const plan = await readPlan(ctx);
  return { version: plan.edition, shown: {}, typed: {}, back: `plans/${planId}` };
};

/** A form of one button: what it asks for, and where one is then. */
async function press(
  ctx: PageContext,
  attempt: () => Promise<unknown>,
  flash: string,
): Promise<void> {
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt,
    done: () => ctx.redirect(`plans/${idParam(ctx, 'planId')}`, { kind: 'success', key: flash }),
    again: (form) => showPlan(ctx, form),
    stored: () => storedPlan(ctx),
  });
}

function offer(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const edition = Number(fieldText(ctx.req.body, 'version'));
  return press(ctx, () => ctx.api.offerPlan({ ...atPlan(ctx), edition }), 'plan.offered');
}

function confirm(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentee', 'coordinator', 'curator');
  const { body } = ctx.req;
  const number = Number(fieldText(body, 'number'));
  const paperOn = fieldOrNull(body, 'paperOn');
  return press(
    ctx,
    () => ctx.api.confirmPlan({ ...atPlan(ctx), number, paperOn }),
    'plan.confirmed',
  );
}

function giveBack(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentee');
  const { body } = ctx.req;
  const number = Number(fieldText(body, 'number'));
  const note = fieldText(body, 'note');
  return press(ctx, () => ctx.api.returnPlan({ ...atPlan(ctx), number, note }), 'plan.returned');
}

async function copy(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.copyPlan({
        ...atPlan(ctx),
        idempotencyKey: fieldText(ctx.req.body, 'idempotencyKey'),
      }),
    done: ({ made }) =>
      ctx.redirect(`plans/${idParam(ctx, 'planId')}`, {
        kind: 'success',
        key: 'plan.copied',
        params: { n: made },
      }),
    again: (form) => showPlan(ctx, form),
  });
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const edition = Number(fieldText(ctx.req.body, 'version'));
  await submitForm(ctx, {
    labels: {},
    attempt: () => ctx.api.removePlan({ ...atPlan(ctx), edition }),
    done: ({ pairId }) =>
      ctx.redirect(pairPath(ctx, pairId), { kind: 'success', key: 'plan.removed' }),
    again: (form) => showPlan(ctx, form),
    stored: () => storedPlan(ctx),
  });
}

/** One plan: its page, and what both sides do with it as a whole. */
export function showRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/plans/:planId',
    page((ctx) => showPlan(ctx)),
  );
  router.post('/plans/:planId/offer', page(offer));
  router.post('/plans/:planId/confirm', page(confirm));
  router.post('/plans/:planId/return', page(giveBack));
  router.post('/plans/:planId/copy', page(copy));
  router.post('/plans/:planId/remove', page(remove));
  return router;
}
