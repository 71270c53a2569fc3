import { Router } from 'express';
import { id } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { MatchRun } from '../../../service/api/match-runs.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, openForm, postedValues } from '../../web/forms.js';
import { pageParameter, pagination, readFilters, searchParameter } from '../../web/list-filters.js';
import { answerScript, applyChange, backOf, isByScript, readChange } from './apply-change.js';
import { isForGood, ruleWords, wordedProblems } from './match-words.js';
import { suggestionOf, unitNames } from './pair-model.js';
import { runPath } from './run-model.js';

/** Offered at once; the others are found by name. */
const OFFERED = 20;

const CHOICE_FILTERS = {
  search: searchParameter,
  unitId: id.optional(),
  page: pageParameter,
};

const ACTIONS = ['move', 'forbid', 'swap'] as const;
type Action = (typeof ACTIONS)[number];

const LABELS = {
  move: { unitId: 'matching.mentor', directive: 'matching.directive' },
  forbid: { unitId: 'matching.mentor', reason: 'matching.forbid.reason' },
  swap: { withMenteeId: 'matching.swap.with' },
} as const satisfies Record<Action, Record<string, string>>;

const labelsOf = (ctx: PageContext, action: Action) =>
  Object.fromEntries(Object.entries(LABELS[action]).map(([field, key]) => [field, ctx.t(key)]));

const pathOf = (ctx: PageContext, action: Action) =>
  runPath(pathParam(ctx, 'runId'), `mentees/${pathParam(ctx, 'menteeId')}/${action}`);

type Candidate = OutputOf<Contract['listMatchCandidates']>['rows'][number];

function mentorOption(ctx: PageContext, candidate: Candidate, current: string | null) {
  const { t, fmt } = ctx;
  const { unit, score, rules, forbidden } = candidate;
  const isCurrent = unit.unitId === current;
  const full = unit.taken >= unit.capacity && !rules.includes('capacity') && !isCurrent;
  return {
    value: unit.unitId,
    name: unitNames(ctx, unit),
    about: unit.about ?? '',
    places: t('matching.places', { taken: unit.taken, capacity: unit.capacity }),
    score: Math.round(score ?? 0),
    scoreWords: fmt.number(Math.round(score ?? 0)),
    against: [...rules, ...(full ? (['capacity'] as const) : [])].map((rule) =>
      ruleWords(ctx, rule),
    ),
    forGood: isForGood(rules),
    current: isCurrent,
    forbidden:
      forbidden === null
        ? ''
        : t('matching.forbiddenBy', { by: forbidden.by ?? '–', reason: forbidden.reason ?? '–' }),
    allow: forbidden !== null,
  };
}

/** Mentors who could be meant, the best first, with what speaks against each; who is chosen is among them. */
async function mentorChoice(ctx: PageContext, current: string | null, chosen: string) {
  const { programmeId } = ctx;
  const { search, page } = readFilters(ctx, CHOICE_FILTERS);
  const of = { programmeId, runId: pathParam(ctx, 'runId'), menteeId: pathParam(ctx, 'menteeId') };
  const list = await ctx.api.listMatchCandidates({
    ...of,
    ...(search === undefined ? {} : { search }),
    page,
    pageSize: OFFERED,
  });
  const known = chosen === '' || list.rows.some(({ unit }) => unit.unitId === chosen);
  const own = known ? null : await ctx.api.explainMatch({ ...of, unitId: chosen });
  const rows = own === null ? list.rows : [{ ...own, forbidden: null }, ...list.rows];
  return {
    options: rows.map((row) => mentorOption(ctx, row, current)),
    pages: pagination(ctx, pathOf(ctx, 'move'), { search }, list),
  };
}

/** Mentees with a mentor who could change places. */
async function menteeChoice(ctx: PageContext) {
  const { search, page } = readFilters(ctx, CHOICE_FILTERS);
  const list = await ctx.api.listMatchSuggestions({
    programmeId: ctx.programmeId,
    runId: pathParam(ctx, 'runId'),
    show: 'matched',
    ...(search === undefined ? {} : { search }),
    page,
    pageSize: OFFERED,
  });
  const own = pathParam(ctx, 'menteeId');
  return {
    options: list.rows
      .filter(({ mentee, locked }) => mentee.personId !== own && !locked)
      .map((row) => ({
        value: row.mentee.personId,
        name: row.mentee.name,
        about: row.groupName ?? '',
        with: ctx.fmt.list(row.mentors.map(({ name }) => name)),
      })),
    pages: pagination(ctx, pathOf(ctx, 'swap'), { search }, list),
  };
}

async function show(
  ctx: PageContext,
  action: Action,
  run: MatchRun,
  form: FormView,
  status = 200,
): Promise<void> {
  const { runId } = run;
  const row = await suggestionOf(ctx, runId, pathParam(ctx, 'menteeId'));
  const { search } = readFilters(ctx, CHOICE_FILTERS);
  const unitId = form.value('unitId') || row.unitId;
  const path = pathOf(ctx, action);
  ctx.render(
    'matching/change',
    {
      action,
      form,
      path,
      search: search ?? '',
      version: run.version,
      back: backOf(ctx, runId),
      runPath: runPath(runId),
      mentee: row.mentee,
      group: row.groupName ?? '',
      now: row.unitId === null ? '' : ctx.fmt.list(row.mentors.map(({ name }) => name)),
      locked: row.locked,
      mentors: action === 'move' ? await mentorChoice(ctx, row.unitId, form.value('unitId')) : null,
      mentees: action === 'swap' ? await menteeChoice(ctx) : null,
      unit: action === 'forbid' && unitId ? await unitOf(ctx, run, unitId) : null,
    },
    status,
  );
}

/** The mentor whom a ban is about. */
async function unitOf(ctx: PageContext, { runId }: MatchRun, unitId: string) {
  const menteeId = pathParam(ctx, 'menteeId');
  const { programmeId } = ctx;
  const { unit } = await ctx.api.explainMatch({ programmeId, runId, menteeId, unitId });
  return { value: unitId, name: unitNames(ctx, unit) };
}

const readRun = (ctx: PageContext): Promise<MatchRun> =>
  ctx.api.getMatchRun({ programmeId: ctx.programmeId, runId: pathParam(ctx, 'runId') });

const open = (action: Action) => async (ctx: PageContext) => {
  requireRole(ctx, 'coordinator');
  const { unitId } = readFilters(ctx, CHOICE_FILTERS);
  const labels = labelsOf(ctx, action);
  await show(ctx, action, await readRun(ctx), await openForm(ctx, { unitId }, { labels }));
};

/** A form that was refused comes back with all that was typed; it is based on the run as it is now then. */
async function again(ctx: PageContext, action: Action, error: AppError): Promise<void> {
  const { version: _seen, ...typed } = postedValues(ctx.req.body);
  const form = createForm(ctx.t, typed, {
    labels: labelsOf(ctx, action),
    problems: wordedProblems(ctx, error),
  });
  await show(ctx, action, await readRun(ctx), form, error.status === 409 ? 409 : 422);
}

const send = (action: Action) => async (ctx: PageContext) => {
  requireRole(ctx, 'coordinator');
  const kind = action === 'move' ? 'assign' : action;
  const menteeId = pathParam(ctx, 'menteeId');
  const { body } = ctx.req;
  // A ban can be taken back beside the mentor whom it is about.
  const said = readChange(body);
  const change = fieldText(body, 'do') === '' ? { ...said, kind, menteeId } : said;
  if (isByScript(ctx)) return answerScript(ctx, change as typeof said);
  try {
    const run = await applyChange(ctx, change as typeof said);
    await ctx.dropDraft(pathOf(ctx, action));
    goBack(ctx, run.runId, change.kind);
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    await again(ctx, action, error);
  }
};

/** The page that the change was asked for on, with the word that it is done. */
function goBack(ctx: PageContext, runId: string, kind: string): void {
  const prefix = ctx.url('');
  const back = backOf(ctx, runId).slice(prefix.length);
  const [path = '', query] = back.split('?');
  const target = query === undefined ? path : `${path}?${query}`;
  ctx.redirect(target, { kind: 'success', key: `matching.done.${kind}` });
}

/** The buttons of cards and of the sheet. */
async function change(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const asked = readChange(ctx.req.body);
  if (isByScript(ctx)) return answerScript(ctx, asked);
  const runId = pathParam(ctx, 'runId');
  try {
    await applyChange(ctx, asked);
    goBack(ctx, runId, asked.kind);
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    const problems = wordedProblems(ctx, error);
    const { summary } = createForm(ctx.t, postedValues(ctx.req.body), { problems });
    const title = ctx.t(
      error.code === 'changed_meanwhile' ? 'matching.changedMeanwhile' : 'matching.notChanged',
    );
    const back = backOf(ctx, runId);
    ctx.render('matching/refused', { title, summary, back }, error.status);
  }
}

/** Changes of a run by hand, each also without script. */
export function changeRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.post('/matching/runs/:runId/changes', page(change));
  for (const action of ACTIONS) {
    const path = `/matching/runs/:runId/mentees/:menteeId/${action}`;
    router.get(path, page(open(action)));
    router.post(path, page(send(action)));
  }
  return router;
}
