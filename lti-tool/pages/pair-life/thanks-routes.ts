import { Router } from 'express';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import type { PairLife } from './action.js';

/** The form of one's own thanks on the page of the pair; before their time, from when on there is one. */
export function myThanks(ctx: PageContext, pairId: string, life: PairLife, form?: FormView) {
  const own = life.thanks.find(({ mine }) => mine);
  const { t, fmt } = ctx;
  return {
    path: `my/pairs/${pairId}/thanks`,
    label: ctx.role === 'mentor' ? 'life.thanks.toMentees' : 'life.thanks.toMentor',
    from: t('life.thanks.from', { date: fmt.date(life.thanksFrom) }),
    hidden: own?.hidden ? t('life.thanks.yoursHidden', { reason: own.hiddenReason ?? '' }) : '',
    version: own?.version ?? 0,
    form: life.mayThank ? (form ?? createForm(t, { text: own?.text ?? '' })) : null,
  };
}

const lifeOf = (ctx: PageContext): Promise<PairLife> =>
  ctx.api.getPairLife({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

async function showThanks(ctx: PageContext, form?: FormView, status = 200): Promise<void> {
  const pairId = idParam(ctx, 'pairId');
  const pair = await ctx.api.getPair({ programmeId: ctx.programmeId, pairId });
  const life = await lifeOf(ctx);
  const own = life.thanks.find(({ mine }) => mine);
  const shown = form ?? (await openForm(ctx, { text: own?.text ?? '' }));
  const mine = myThanks(ctx, pairId, life, shown);
  const lead = pairTitle(ctx.t, pair);
  ctx.render('pair-life/my-thanks-page', { lead, back: `my/pairs/${pairId}`, mine }, status);
}

async function saveThanks(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const back = `my/pairs/${pairId}`;
  const labels = { text: ctx.t('life.thanks.text') };
  await submitForm(ctx, {
    labels,
    attempt: () =>
      ctx.api.saveThanks({
        programmeId: ctx.programmeId,
        pairId,
        text: fieldText(body, 'text'),
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: 'life.thanks.done' }),
    again: (form) => showThanks(ctx, form, 422),
    stored: async (typed) => {
      const own = (await lifeOf(ctx)).thanks.find(({ mine }) => mine);
      const shown = { text: own?.text ?? '' };
      return {
        version: own?.version ?? 0,
        shown,
        typed: { text: fieldText(typed, 'text') },
        back,
      };
    },
  });
}

async function readThanks(ctx: PageContext) {
  const thanksId = idParam(ctx, 'thanksId');
  const found = (await lifeOf(ctx)).thanks.find((one) => one.thanksId === thanksId);
  if (!found) throw notFound('thanks');
  return found;
}

async function showHide(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const { thanksId, hidden, text, author, version } = await readThanks(ctx);
  const pairId = idParam(ctx, 'pairId');
  const back = `pairs/${pairId}`;
  const path = `${back}/thanks/${thanksId}`;
  ctx.render(
    'pair-life/hide',
    { path, back, hidden, text, author: author.name, version, form },
    status,
  );
}

async function hide(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const hidden = fieldText(body, 'hidden') === 'yes';
  await submitForm(ctx, {
    labels: { reason: ctx.t('life.thanks.reason') },
    attempt: () =>
      ctx.api.hideThanks({
        programmeId: ctx.programmeId,
        thanksId: idParam(ctx, 'thanksId'),
        hidden,
        reason: fieldOrNull(body, 'reason'),
        version: Number(fieldText(body, 'version')),
      }),
    done: ({ pairId }) => {
      const key = hidden ? 'life.thanks.hideDone' : 'life.thanks.showDone';
      return ctx.redirect(`pairs/${pairId}`, { kind: 'success', key });
    },
    again: (form) => showHide(ctx, form, 422),
  });
}

/** Thanks: one's own, and hiding those of others. */
export function thanksRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/my/pairs/:pairId/thanks',
    page((ctx) => {
      requireRole(ctx, 'mentor', 'mentee');
      return showThanks(ctx);
    }),
  );
  router.post('/my/pairs/:pairId/thanks', page(saveThanks));
  router.get(
    '/pairs/:pairId/thanks/:thanksId',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator', 'curator');
      await showHide(ctx, await openForm(ctx, {}));
    }),
  );
  router.post('/pairs/:pairId/thanks/:thanksId', page(hide));
  return router;
}
