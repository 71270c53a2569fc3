import { Router } from 'express';
import { PLAN_KINDS, type PlanKind } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;
const EMPTY = 'empty';
const LAST = 'last';

const labelsOf = ({ t }: PageContext): Labels => ({
  template: t('plan.new.template'),
  kind: t('plan.kind'),
});

const ofMentee = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  pairId: idParam(ctx, 'pairId'),
  personId: idParam(ctx, 'personId'),
});

/** Where the page of the pair is for this reader. */
export const pairPath = (ctx: PageContext, pairId: string): string =>
  ctx.role === 'mentor' || ctx.role === 'mentee' ? `my/pairs/${pairId}` : `pairs/${pairId}`;

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { t, fmt } = ctx;
  const of = ofMentee(ctx);
  const { mentee, kind, templates, last } = await ctx.api.listPlanTemplates(of);
  const usual = templates.find(({ fits }) => fits)?.code ?? EMPTY;
  const initial = { template: usual, kind: '' };
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  ctx.render(
    'plans/new',
    {
      name: mentee.name,
      form,
      path: `plans/new/${of.pairId}/${of.personId}`,
      back: pairPath(ctx, of.pairId),
      templates: templates.map((template) => ({
        value: template.code,
        label: template.title,
        help: [
          ctx.ref('planKind', template.kind),
          t('plan.new.goals', { n: template.goals.length }),
          template.fits ? t('plan.new.fits') : '',
        ]
          .filter(Boolean)
          .join(' · '),
        goals: template.goals.map(({ task, dueOn }) => ({ task, date: fmt.date(dueOn) })),
      })),
      last: last && {
        value: LAST,
        label: t('plan.new.last'),
        help: t('plan.new.lastHelp', { date: fmt.date(last.startsOn), n: last.goals }),
      },
      empty: { value: EMPTY, label: t('plan.new.empty'), help: t('plan.new.emptyHelp') },
      kinds: PLAN_KINDS.map((value) => ({ value, label: ctx.ref('planKind', value) })),
      usualKind: t('plan.new.usualKind', { kind: ctx.ref('planKind', kind) }),
    },
    refused ? 422 : 200,
  );
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const chosen = fieldText(body, 'template');
  const kind = fieldText(body, 'kind');
  const source = chosen === EMPTY || chosen === LAST ? chosen : ('template' as const);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.createPlan({
        ...ofMentee(ctx),
        source,
        template: source === 'template' ? chosen : null,
        ...(kind === '' ? {} : { kind: kind as PlanKind }),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ planId }) => ctx.redirect(`plans/${planId}`, { kind: 'success', key: 'plan.created' }),
    again: (form) => show(ctx, form),
  });
}

/** A new plan: what it begins with. */
export function newRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/plans/new/:pairId/:personId',
    page((ctx) => show(ctx)),
  );
  router.post('/plans/new/:pairId/:personId', page(create));
  return router;
}
