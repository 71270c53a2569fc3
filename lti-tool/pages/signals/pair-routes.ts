import { Router } from 'express';
import {
  SIGNAL_ACTIONS,
  SIGNAL_CODES,
  type SignalAction,
  type SignalCode,
  SNOOZE_AT_MOST_DAYS,
} from '../../../service/api/index.js';
import { SIGNAL_WORKERS } from '../../../service/api/signals.js';
import { addDays } from '../../../shared/dates.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import { pairSignalsModel } from './pair-signals.js';

const labelsOf = ({ t }: PageContext): Labels => ({
  signal: t('signals.which'),
  action: t('signals.done'),
  until: t('signals.until'),
  note: t('signals.note'),
});

/** A word of the address, if it is one of these. */
const asked = <T extends string>(ctx: PageContext, name: string, of: readonly T[]): T | undefined =>
  of.find((one) => one === ctx.req.query[name]);

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...SIGNAL_WORKERS);
  const pairId = idParam(ctx, 'pairId');
  const found = await ctx.api.getPairSignals({ programmeId: ctx.programmeId, pairId });
  const model = pairSignalsModel(ctx, found);
  const code = asked(ctx, 'code', SIGNAL_CODES);
  const chosen = model.signals.find((one) => one.code === code) ?? model.signals[0];
  const initial = {
    signal: chosen?.key,
    action: asked(ctx, 'action', SIGNAL_ACTIONS) ?? 'wrote',
  };
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  const anyHandled = found.signals.some((one) => one.done !== null);
  const actions = SIGNAL_ACTIONS.filter((one) => one !== 'returned' || anyHandled);
  ctx.render(
    'signals/pair',
    {
      path: `signals/${pairId}`,
      pairHref: `pairs/${pairId}`,
      title: pairTitle(ctx.t, found),
      ...model,
      form,
      actions: actions.map((value) => ({
        value,
        label: ctx.ref('signalAction', value),
        help: ctx.t(`signals.actionHelp.${value}`),
      })),
      tomorrow: addDays(found.today, 1),
      latest: addDays(found.today, SNOOZE_AT_MOST_DAYS),
    },
    refused ? 422 : 200,
  );
}

/** Code and day of a signal stand in one field of the form. */
async function atItsField<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    const problems = error.problems.map((one) =>
      one.path === 'code' || one.path === 'since' ? { path: 'signal', code: 'required' } : one,
    );
    throw new AppError(error.code, error.message, { problems, cause: error });
  }
}

async function act(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SIGNAL_WORKERS);
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const [code = '', since = ''] = fieldText(body, 'signal').split(':');
  const action = fieldText(body, 'action') as SignalAction;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      atItsField(
        ctx.api.actOnSignal({
          programmeId: ctx.programmeId,
          pairId,
          code: code as SignalCode,
          since,
          action,
          until: fieldOrNull(body, 'until'),
          note: fieldOrNull(body, 'note'),
          idempotencyKey: fieldText(body, 'idempotencyKey'),
        }),
      ),
    done: () => ctx.redirect('signals', { kind: 'success', key: `signals.noted.${action}` }),
    again: (form) => show(ctx, form),
  });
}

/** What was done about the signals of one pair. */
export function pairSignalRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/signals/:pairId',
    page((ctx) => show(ctx)),
  );
  router.post('/signals/:pairId', page(act));
  return router;
}
