import { Router } from 'express';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { changeModel, versionDifferences, versionModel } from './history-model.js';
import { planTitle } from './plan-words.js';
import { textsOf } from './show-model.js';
import { atPlan, READERS, readPlan } from './show-routes.js';

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const [plan, { versions, changes }] = await Promise.all([
    readPlan(ctx),
    ctx.api.planHistory(atPlan(ctx)),
  ]);
  const path = `plans/${plan.planId}`;
  ctx.render('plans/history', {
    title: ctx.t('plan.history'),
    lead: planTitle(ctx, plan),
    path,
    versions: versions.map((version, index) => ({
      ...versionModel(ctx, path, version),
      differences: versionDifferences(ctx, version, versions[index + 1]),
    })),
    changes: changes.map((change) => changeModel(ctx, change)),
  });
}

async function showVersion(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const number = Number(pathParam(ctx, 'number'));
  const [plan, { versions }] = await Promise.all([readPlan(ctx), ctx.api.planHistory(atPlan(ctx))]);
  const at = versions.findIndex((version) => version.number === number);
  const version = versions[at];
  if (!version) throw notFound('plan version');
  const path = `plans/${plan.planId}`;
  const { content } = version;
  const model = versionModel(ctx, path, version);
  ctx.render('plans/version', {
    ...model,
    lead: planTitle(ctx, { ...plan, kind: content.kind }),
    path,
    holds: plan.confirmed?.number === number,
    period: `${ctx.fmt.date(content.startsOn)} – ${ctx.fmt.date(content.endsOn)}`,
    texts: textsOf(ctx, content),
    goals: content.goals.map((goal) => ({ ...goal, due: ctx.fmt.date(goal.dueOn) })),
    differences: versionDifferences(ctx, version, versions[at + 1]),
  });
}

/** The history of a plan: its versions, and every change. */
export function historyRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/plans/:planId/history', page(show));
  router.get('/plans/:planId/versions/:number', page(showVersion));
  return router;
}
