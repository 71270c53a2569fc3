import { Router } from 'express';
import { z } from 'zod';
import { id } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS } from '../../../service/api/index.js';
import type { MatchRun } from '../../../service/api/match-runs.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import {
  BadAddress,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
} from '../../web/list-filters.js';
import { formOptions } from '../pairs/options.js';
import { changeSentence } from './match-words.js';
import { moveWords } from './pair-model.js';
import { runPath, runTitle, stateModel } from './run-model.js';
import { settingRows, settingWords } from './setting-words.js';
import { usualForm } from './show-model.js';

type Changes = OutputOf<Contract['listMatchChanges']>['rows'];

const FILTERS = { form: z.enum(FORMS).optional(), page: pageParameter };

/** A run as a line of the list shows it. */
function runRow(ctx: PageContext, run: MatchRun, before: MatchRun | undefined) {
  const { t, fmt } = ctx;
  return {
    href: ctx.url(runPath(run.runId)),
    number: run.number,
    by: run.startedBy ?? '–',
    at: fmt.dateTime(run.startedAt),
    settings:
      run.settingsVersion === 0
        ? t('matching.template')
        : t('matching.settingsVersion', { n: run.settingsVersion }),
    matched: run.now === null ? '–' : `${run.now.matched} / ${run.now.mentees}`,
    average: run.now === null ? '–' : fmt.number(run.now.average, 1),
    total: run.now === null ? '–' : fmt.number(run.now.total, 1),
    byHand: run.changesByHand,
    state: stateModel(ctx, run.state),
    order:
      run.orderNumber === null
        ? ''
        : t('matching.orderOf', { number: run.orderNumber, date: fmt.date(run.orderDate) }),
    compare:
      before !== undefined && before.now !== null && run.now !== null
        ? {
            href: ctx.url('matching/compare', { one: before.runId, other: run.runId }),
            number: before.number,
          }
        : null,
  };
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, FILTERS);
  const form = filters.form ?? (await usualForm(ctx));
  const runs = await ctx.api.listMatchRuns({
    programmeId: ctx.programmeId,
    form,
    page: filters.page,
    pageSize: LIST_PAGE_SIZE,
  });
  ctx.render('matching/runs', {
    form,
    forms: formOptions(ctx, form),
    lead: ctx.t('matching.runs.lead', { n: runs.total }),
    rows: runs.rows.map((run, index) => runRow(ctx, run, runs.rows[index + 1])),
    options: runs.rows
      .filter(({ now }) => now !== null)
      .map((run) => ({ value: run.runId, label: runTitle(ctx, run) })),
    pages: pagination(ctx, 'matching/runs', { form }, runs),
  });
}

async function compare(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { one, other } = readFilters(ctx, { one: id.optional(), other: id.optional() });
  if (one === undefined || other === undefined) throw new BadAddress(['one', 'other']);
  const { t, fmt, programmeId } = ctx;
  const both = await ctx.api.compareMatchRuns({ programmeId, runId: one, otherId: other });
  const figure = (label: string, read: (run: MatchRun) => number | null, digits: number) => {
    const [a, b] = [read(both.one), read(both.other)];
    const difference = a === null || b === null ? null : b - a;
    const words = (n: number | null) => (n === null ? '–' : fmt.number(n, digits));
    return {
      label,
      one: words(a),
      other: words(b),
      difference:
        difference === null || difference === 0
          ? '–'
          : `${difference > 0 ? '+' : '−'}${fmt.number(Math.abs(difference), digits)}`,
    };
  };
  ctx.render('matching/compare', {
    titles: [runTitle(ctx, both.one), runTitle(ctx, both.other)],
    hrefs: [ctx.url(runPath(one)), ctx.url(runPath(other))],
    form: both.one.form,
    lead: t('matching.compare.lead', { n: both.moved }),
    figures: [
      figure(t('matching.figure.mentees'), ({ counts }) => counts.mentees, 0),
      figure(t('matching.figure.places'), ({ counts }) => counts.places, 0),
      figure(t('matching.figure.matched'), ({ now }) => now?.matched ?? null, 0),
      figure(t('matching.figure.average'), ({ now }) => now?.average ?? null, 1),
      figure(t('matching.figure.total'), ({ now }) => now?.total ?? null, 1),
      figure(t('matching.figure.locked'), ({ locked }) => locked, 0),
    ],
    settings: both.settings.map(({ name, one: a, other: b }) => ({
      name: settingWords(ctx, name).label,
      one: settingWords(ctx, name, a).value,
      other: settingWords(ctx, name, b).value,
    })),
    moves: both.moves.map((move) => moveWords(ctx, move)),
    more: both.moved - both.moves.length,
  });
}

const changeRows = (ctx: PageContext, rows: Changes) =>
  rows.map((row) => ({
    at: ctx.fmt.dateTime(row.at),
    by: row.by ?? '–',
    words: changeSentence(ctx, row),
    reason: row.kind === 'undo' ? '' : (row.reason ?? ''),
    undone: row.undone,
  }));

async function changes(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId } = ctx;
  const runId = pathParam(ctx, 'runId');
  const { page } = readFilters(ctx, { page: pageParameter });
  const run = await ctx.api.getMatchRun({ programmeId, runId });
  const found = await ctx.api.listMatchChanges({
    programmeId,
    runId,
    page,
    pageSize: LIST_PAGE_SIZE,
  });
  ctx.render('matching/changes', {
    runPath: runPath(runId),
    title: runTitle(ctx, run),
    rows: changeRows(ctx, found.rows),
    pages: pagination(ctx, runPath(runId, 'changes'), {}, found),
  });
}

async function record(
  ctx: PageContext,
  repeated: { same: boolean; words: string } | null,
): Promise<void> {
  const { t, fmt, programmeId } = ctx;
  const runId = pathParam(ctx, 'runId');
  const kept = await ctx.api.getMatchRecord({ programmeId, runId });
  const { run } = kept;
  const counts = ['mentees', 'mentors', 'units', 'places', 'allowedPairs', 'ballots'] as const;
  ctx.render('matching/record', {
    runPath: runPath(runId),
    title: runTitle(ctx, run),
    state: stateModel(ctx, run.state),
    mayRepeat: run.solved !== null,
    repeated,
    counts: counts.map((name) => ({
      label: t(`matching.count.${name}`),
      value: fmt.number(run.counts[name]),
    })),
    facts: [
      { label: t('matching.record.by'), value: run.startedBy ?? '–' },
      { label: t('matching.record.at'), value: fmt.dateTime(run.startedAt) },
      {
        label: t('matching.record.took'),
        value: run.solverMs === null ? '–' : t('matching.ms', { n: fmt.number(run.solverMs, 1) }),
      },
      {
        label: t('matching.record.settings'),
        value:
          run.settingsVersion === 0
            ? t('matching.template')
            : t('matching.settingsVersion', { n: run.settingsVersion }),
      },
      { label: t('matching.record.seed'), value: kept.seed },
      { label: t('matching.record.hash'), value: kept.inputHash },
    ],
    settings: settingRows(ctx, kept.settings),
    solved: kept.result.length,
    changes: changeRows(ctx, kept.changes),
  });
}

/** The whole record as data: enough to compute the run again elsewhere. */
async function recordFile(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId } = ctx;
  const kept = await ctx.api.getMatchRecord({ programmeId, runId: pathParam(ctx, 'runId') });
  ctx.res.setHeader('Cache-Control', 'no-store');
  ctx.res.attachment(`nastavnik-matching-${kept.run.number}.json`);
  ctx.res.json(kept);
}

async function repeat(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t, programmeId } = ctx;
  const { same, totals } = await ctx.api.repeatMatchRun({
    programmeId,
    runId: pathParam(ctx, 'runId'),
  });
  const { matched, mentees } = totals;
  await record(ctx, {
    same,
    words: t(same ? 'matching.repeat.same' : 'matching.repeat.differs', { matched, mentees }),
  });
}

/** The runs of a form, two beside each other, the record of one, its changes by hand. */
export function runsRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching/runs', page(list));
  router.get('/matching/compare', page(compare));
  router.get('/matching/runs/:runId/changes', page(changes));
  router.get(
    '/matching/runs/:runId/record',
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return record(ctx, null);
    }),
  );
  router.get('/matching/runs/:runId/record.json', page(recordFile));
  router.post('/matching/runs/:runId/repeat', page(repeat));
  return router;
}
