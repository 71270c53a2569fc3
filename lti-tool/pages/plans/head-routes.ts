import { Router } from 'express';
import {
  PLAN_KINDS,
  PLAN_MODES,
  PLAN_TEXTS,
  type PlanKind,
  type PlanMode,
} from '../../../service/api/index.js';
import type { Plan, PlanFields } from '../../../service/api/plans.js';
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
import { atPlan, readPlan, WRITERS } from './show-routes.js';

const TEXTS = [...PLAN_TEXTS.individual_plan, ...PLAN_TEXTS.personal_programme];

const labelsOf = ({ t }: PageContext): Labels => ({
  kind: t('plan.kind'),
  startsOn: t('plan.startsOn'),
  endsOn: t('plan.endsOn'),
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`plan.${name}`)])),
  mode: t('plan.mode'),
});

const valuesOf = (plan: PlanFields): FormValues => ({
  kind: plan.kind,
  startsOn: plan.startsOn,
  endsOn: plan.endsOn,
  mode: plan.mode ?? '',
  ...Object.fromEntries(TEXTS.map((name) => [name, plan[name]])),
});

function readFields(body: unknown): PlanFields {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, fieldText(body, name)]));
  return {
    ...(texts as Record<(typeof TEXTS)[number], string>),
    kind: fieldText(body, 'kind') as PlanKind,
    startsOn: fieldText(body, 'startsOn'),
    endsOn: fieldText(body, 'endsOn'),
    mode: fieldOrNull(body, 'mode') as PlanMode | null,
  };
}

async function show(ctx: PageContext, plan: Plan, refused?: FormView): Promise<void> {
  const form = refused ?? (await openForm(ctx, valuesOf(plan), { labels: labelsOf(ctx) }));
  const kinds = PLAN_KINDS.map((value) => ({ value, label: ctx.ref('planKind', value) }));
  // The kind that is chosen comes first; texts of the other one wait behind a heading.
  const chosen = (form.value('kind') || plan.kind) as PlanKind;
  const sections = [...PLAN_KINDS].sort((a, b) => Number(b === chosen) - Number(a === chosen));
  ctx.render(
    'plans/edit',
    {
      title: ctx.t('plan.edit'),
      lead: planTitle(ctx, plan),
      path: `plans/${plan.planId}`,
      plan,
      form,
      kinds,
      modes: PLAN_MODES.map((value) => ({ value, label: ctx.ref('planMode', value) })),
      confirmed: plan.confirmed !== null,
      sections: sections.map((kind) => ({
        kind,
        label: ctx.ref('planKind', kind),
        open: kind === chosen || PLAN_TEXTS[kind].some((name) => name in form.errors),
        texts: PLAN_TEXTS[kind].map((name) => ({
          name,
          label: ctx.t(`plan.${name}`),
          help: ctx.t(`plan.help.${name}`),
        })),
      })),
    },
    refused ? 422 : 200,
  );
}

/** Fields in words, for the page that shows what changed meanwhile. */
const inWords = (ctx: PageContext, values: FormValues): Record<string, string> => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, fieldText(values, name)])),
  kind: ctx.ref('planKind', fieldText(values, 'kind')),
  startsOn: ctx.fmt.date(fieldText(values, 'startsOn') || null),
  endsOn: ctx.fmt.date(fieldText(values, 'endsOn') || null),
  mode: ctx.ref('planMode', fieldText(values, 'mode')),
});

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const at = atPlan(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updatePlan({
        ...at,
        ...readFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(`plans/${at.planId}`, { kind: 'success', key: 'plan.saved' }),
    again: async (form) => show(ctx, await readPlan(ctx), form),
    stored: async (typed) => {
      const now = await readPlan(ctx);
      return {
        version: now.version,
        shown: inWords(ctx, valuesOf(now)),
        typed: inWords(ctx, typed),
        back: `plans/${at.planId}`,
      };
    },
  });
}

/** What stands above the rows of a plan. */
export function headRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/plans/:planId/edit',
    page(async (ctx) => {
      requireRole(ctx, ...WRITERS);
      await show(ctx, await readPlan(ctx));
    }),
  );
  router.post('/plans/:planId/edit', page(save));
  return router;
}
