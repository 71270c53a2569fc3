import { Router } from 'express';
import { PAIR_STATES, type PairState } from '../../../service/api/index.js';
import type { Pair } from '../../../service/api/pairs.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldOrNull, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import {
  pairFieldOptions,
  pairFieldWords,
  pairLabels,
  readPairFields,
  storedPairValues,
} from './pair-form.js';
import { pairModel } from './pair-model.js';
import { pairTitle } from './pair-words.js';

const readPair = (ctx: PageContext) =>
  ctx.api.getPair({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

/** Staff see the pair's page; its own members have one of their own. */
async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const pair = await readPair(ctx);
  if (pair.mySide !== null) return ctx.redirect(`my/pairs/${pair.pairId}`);
  // A signal's step leads to the change of state that it offers.
  const state = PAIR_STATES.find((one) => one === ctx.req.query['state']);
  const view = form ?? (await openForm(ctx, { state }));
  ctx.render('pairs/show', await pairModel(ctx, pair, view), form ? 422 : 200);
}

async function setState(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const state = fieldText(body, 'state') as PairState;
  const labels = { reason: ctx.t('pairs.reason'), state: ctx.t('pairs.state') };
  await submitForm(ctx, {
    labels,
    attempt: () =>
      ctx.api.setPairState({
        programmeId: ctx.programmeId,
        pairId,
        state,
        reason: fieldOrNull(body, 'reason'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`pairs/${pairId}`, { kind: 'success', key: `pairs.stateSet.${state}` }),
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const pair = await readPair(ctx);
      return {
        version: pair.version,
        shown: { state: ctx.ref('pairState', pair.state), reason: pair.stateReason ?? '' },
        typed: { state: ctx.ref('pairState', state), reason: fieldText(typed, 'reason') },
        back: `pairs/${pairId}`,
      };
    },
  });
}

function showEdit(ctx: PageContext, pair: Pair, form: FormView, status = 200): void {
  ctx.render(
    'pairs/edit',
    { pair, title: pairTitle(ctx.t, pair), form, ...pairFieldOptions(ctx, pair.form) },
    status,
  );
}

async function edit(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const pair = await readPair(ctx);
  showEdit(ctx, pair, await openForm(ctx, storedPairValues(pair), { labels: pairLabels(ctx) }));
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  await submitForm(ctx, {
    labels: pairLabels(ctx),
    attempt: () =>
      ctx.api.updatePair({
        programmeId: ctx.programmeId,
        pairId,
        ...readPairFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(`pairs/${pairId}`, { kind: 'success', key: 'pairs.saved' }),
    again: async (form) => showEdit(ctx, await readPair(ctx), form, 422),
    stored: async (typed) => {
      const pair = await readPair(ctx);
      return {
        version: pair.version,
        shown: pairFieldWords(ctx, storedPairValues(pair)),
        typed: pairFieldWords(ctx, typed),
        back: `pairs/${pairId}`,
      };
    },
  });
}

/** One pair: its page, its state, its fields. */
export function pairRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/pairs/:pairId',
    page((ctx) => show(ctx)),
  );
  router.post('/pairs/:pairId/state', page(setState));
  router.get('/pairs/:pairId/edit', page(edit));
  router.post('/pairs/:pairId/edit', page(save));
  return router;
}
