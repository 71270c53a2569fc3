import { Router } from 'express';
import { MAX_PAGE_SIZE } from '../../../service/api/common.js';
import type { MatchRun, MatchRunView } from '../../../service/api/match-runs.js';
import type { PairFormat } from '../../../service/api/reference.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { eachPage } from '../../web/xlsx.js';
import { formatOptions, variantOptions } from '../pairs/options.js';
import { newPairValues } from '../pairs/pair-form.js';
import { withWords } from './match-words.js';
import { runPath, totalsSentence } from './run-model.js';

const labelsOf = (ctx: PageContext) => ({
  orderNumber: ctx.t('pairs.orderNumber'),
  orderDate: ctx.t('pairs.orderDate'),
  startsOn: ctx.t('pairs.startsOn'),
  endsOn: ctx.t('pairs.endsOn'),
  roleVariant: ctx.t('pairs.variant'),
  format: ctx.t('pairs.format'),
});

/** How many pairs and groups a run comes to, and of how many mentors. */
async function countsOf(ctx: PageContext, run: MatchRun) {
  const counts = { pairs: 0, groups: 0, mentors: 0 };
  const pages = eachPage((page, pageSize) =>
    ctx.api.listMatchUnits({ programmeId: ctx.programmeId, runId: run.runId, page, pageSize }),
  );
  for await (const units of pages) {
    for (const { taken, mentors } of units) {
      if (taken === 0) continue;
      counts[taken === 1 ? 'pairs' : 'groups'] += 1;
      counts.mentors += mentors.length;
    }
  }
  return counts;
}

const readRun = (ctx: PageContext): Promise<MatchRunView> =>
  ctx.api.getMatchRun({ programmeId: ctx.programmeId, runId: pathParam(ctx, 'runId') });

/** Directive assignments are named before they become pairs. */
async function directiveOf(ctx: PageContext, run: MatchRun) {
  const { rows } = await ctx.api.listMatchSuggestions({
    programmeId: ctx.programmeId,
    runId: run.runId,
    show: 'by_hand',
    pageSize: MAX_PAGE_SIZE,
  });
  return rows
    .filter(({ origin }) => origin === 'directive')
    .map((row) => ({
      mentee: row.mentee.name,
      mentors: ctx.fmt.list(row.mentors.map(({ name }) => name)),
      reason: row.directive ?? '',
    }));
}

async function show(
  ctx: PageContext,
  run: MatchRunView,
  form: FormView,
  status = 200,
): Promise<void> {
  const { t } = ctx;
  const counts = await countsOf(ctx, run);
  const matched = run.now?.matched ?? 0;
  const own = [{ value: run.form, label: ctx.ref('form', run.form) }];
  ctx.render(
    'matching/publish',
    {
      form,
      path: runPath(run.runId, 'publish'),
      runPath: runPath(run.runId),
      version: run.version,
      formWords: ctx.ref('form', run.form),
      state: run.state,
      lead:
        run.now === null
          ? t('matching.lead.none')
          : run.state === 'published'
            ? t('matching.isPublished')
            : totalsSentence(ctx, run.now),
      what: t('matching.publish.what', { ...counts, mentees: matched }),
      left: run.now === null ? 0 : run.now.mentees - matched,
      outdated: run.outdated,
      refused: run.refused > 0 ? t('matching.refused', { n: run.refused }) : '',
      directive: await directiveOf(ctx, run),
      variants: variantOptions(ctx, own).map(({ value, label }) => ({ value, label })),
      formats: formatOptions(ctx),
      pairsHref: ctx.url('pairs', { form: run.form }),
    },
    status,
  );
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { startsOn, endsOn } = newPairValues(ctx);
  const values = { startsOn, endsOn, orderDate: ctx.fmt.today };
  await show(ctx, await readRun(ctx), await openForm(ctx, values, { labels: labelsOf(ctx) }));
}

async function publish(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const runId = pathParam(ctx, 'runId');
  const labels = labelsOf(ctx);
  const attempt = () =>
    withWords(ctx, () =>
      ctx.api.publishMatchRun({
        programmeId: ctx.programmeId,
        runId,
        version: Number(fieldText(body, 'version')),
        orderNumber: fieldText(body, 'orderNumber'),
        orderDate: fieldText(body, 'orderDate'),
        startsOn: fieldText(body, 'startsOn'),
        endsOn: fieldText(body, 'endsOn'),
        roleVariant: fieldOrNull(body, 'roleVariant'),
        format: fieldOrNull(body, 'format') as PairFormat | null,
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    );
  await submitForm(ctx, {
    labels,
    // Somebody else has changed the run: the form stays, with the figures of now.
    attempt: () =>
      attempt().catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
        return null;
      }),
    done: async (made) => {
      if (made === null) return changedMeanwhile(ctx, labels);
      const { pairs, mentees } = made;
      ctx.redirect(runPath(runId), {
        kind: 'success',
        key: 'matching.published',
        params: { pairs, mentees },
        link: { path: `pairs?form=${made.run.form}`, key: 'matching.toPairs' },
      });
    },
    again: async (form) => show(ctx, await readRun(ctx), form, 422),
  });
}

async function changedMeanwhile(
  ctx: PageContext,
  labels: ReturnType<typeof labelsOf>,
): Promise<void> {
  const { version: _seen, ...typed } = postedValues(ctx.req.body);
  const problems = [{ path: '', code: 'match.publishChanged' }];
  const form = createForm(ctx.t, typed, { labels, problems });
  await show(ctx, await readRun(ctx), form, 409);
}

/** Publication: pairs are made of a run, with the order that they rest on. */
export function publishRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching/runs/:runId/publish', page(open));
  router.post('/matching/runs/:runId/publish', page(publish));
  return router;
}
