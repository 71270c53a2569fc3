import { Router } from 'express';
import { END_DECISIONS, type EndDecision } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  submitForm,
} from '../../web/forms.js';
import { pairTitle, storedTitle } from '../pairs/pair-words.js';
import { commonLabels, dateItem, noteRow, orderOf, orderRow } from './items.js';

/** Pairs whose titles are said before the question; the rest by their number. */
const TITLES_SHOWN = 20;

const rowsOf = (ctx: PageContext) => [
  [
    {
      choices: true,
      name: 'decision',
      label: ctx.t('life.decision'),
      type: 'radio',
      required: true,
      options: END_DECISIONS.map((value) => ({
        value,
        label: ctx.ref('endDecision', value),
        help: ctx.t(`life.bulk.decisionHelp.${value}`),
      })),
    },
  ],
  [
    { ...dateItem(ctx, 'onDate'), label: ctx.t('life.endedOn') },
    { ...dateItem(ctx, 'nextEndsOn', undefined, false), mark: ctx.t('life.ifContinues') },
  ],
  orderRow(ctx),
  noteRow(ctx),
];

async function ask(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const pairIds = [...new Set(fieldList(ctx.req.body, 'pairIds'))];
  if (pairIds.length === 0)
    return ctx.redirect('pairs', { kind: 'warning', key: 'life.bulk.none' });
  const shown = pairIds.slice(0, TITLES_SHOWN);
  const { programmeId } = ctx;
  const pairs = await Promise.all(shown.map((pairId) => ctx.api.getPair({ programmeId, pairId })));
  ctx.render(
    'pair-life/bulk',
    {
      pairIds,
      count: pairIds.length,
      titles: pairs.map((pair) => pairTitle(ctx.t, pair)),
      more: pairIds.length - shown.length,
      rows: rowsOf(ctx),
      form,
    },
    status,
  );
}

/** Why a pair was left as it is. */
function why(ctx: PageContext, code: string): string {
  const key = `errors.${code}`;
  const words = ctx.t(key, { date: '', today: '', from: '', to: '' });
  return words === key ? ctx.t('errors.other') : words;
}

async function submit(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  if (fieldText(body, 'confirmed') === '') {
    const initial = { onDate: ctx.fmt.today, nextEndsOn: ctx.me.programme.endsOn };
    return ask(ctx, createForm(ctx.t, initial));
  }
  const goesOn = fieldText(body, 'decision') === 'continue';
  await submitForm(ctx, {
    labels: {
      ...commonLabels(ctx),
      onDate: ctx.t('life.endedOn'),
      decision: ctx.t('life.decision'),
      nextEndsOn: ctx.t('life.nextEndsOn'),
    },
    attempt: () =>
      ctx.api.endPairs({
        programmeId: ctx.programmeId,
        idempotencyKey: fieldText(body, 'idempotencyKey'),
        pairIds: [...new Set(fieldList(body, 'pairIds'))],
        decision: fieldText(body, 'decision') as EndDecision,
        onDate: fieldText(body, 'onDate'),
        note: fieldOrNull(body, 'note'),
        nextEndsOn: goesOn ? fieldOrNull(body, 'nextEndsOn') : null,
        ...orderOf(body),
      }),
    done: ({ done, refused }) =>
      ctx.render('pair-life/bulk-done', {
        done,
        refused: refused.map(({ pairId, title, code }) => ({
          href: ctx.url(`pairs/${pairId}`),
          title: storedTitle(ctx.t, title),
          why: why(ctx, code),
        })),
      }),
    again: (form) => ask(ctx, form, 422),
  });
}

/** Ending many pairs at the end of a year. */
export function bulkEndRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Opened by its address, it has nothing to ask about.
  router.get(
    '/pairs/ending',
    page((ctx) => ctx.redirect('pairs')),
  );
  router.post('/pairs/ending', page(submit));
  return router;
}
