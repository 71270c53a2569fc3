import { id } from '../../../service/api/common.js';
import type { MatchRun, MatchSuggestion, MatchUnit } from '../../../service/api/match-runs.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, pathParam } from '../../web/context.js';
import { readFilters } from '../../web/list-filters.js';
import { type ListFilters, listQuery, suggestionModel } from './list-model.js';
import { isForGood, ruleWords } from './match-words.js';
import { reasonSentence } from './reason-words.js';
import { runPath } from './run-model.js';

/** What a run suggests to one mentee. @throws not_found when they are none of the run */
export async function suggestionOf(
  ctx: PageContext,
  runId: string,
  menteeId: string,
): Promise<MatchSuggestion> {
  const { programmeId } = ctx;
  const { rows } = await ctx.api.listMatchSuggestions({ programmeId, runId, menteeId });
  const [found] = rows;
  if (found === undefined) throw notFound('mentee');
  return found;
}

export const unitNames = (ctx: PageContext, unit: MatchUnit): string =>
  ctx.fmt.list(unit.mentors.map(({ name }) => name));

/** A pair opened into its reasons. */
async function explained(ctx: PageContext, run: MatchRun, menteeId: string, unitId: string) {
  const { t, fmt, programmeId } = ctx;
  const pair = await ctx.api.explainMatch({ programmeId, runId: run.runId, menteeId, unitId });
  const next = pair.runnerUp;
  return {
    mentors: unitNames(ctx, pair.unit),
    about: pair.unit.about ?? '',
    places: t('matching.places', { taken: pair.unit.taken, capacity: pair.unit.capacity }),
    score: Math.round(pair.score ?? 0),
    sum: fmt.number(pair.score ?? 0, 2),
    reasons: pair.reasons
      .filter(({ weight, must }) => weight > 0 || must)
      .map((reason) => ({
        criterion: ctx.ref('matchCriterion', reason.criterion),
        words: reasonSentence(ctx, reason, true),
        known: reason.known,
        weight: t(reason.must ? 'matching.weightMust' : 'matching.weight', { n: reason.weight }),
        share: Math.round(reason.value * 100),
        points: fmt.number(reason.points, 2),
      })),
    unused: pair.reasons
      .filter(({ weight, must }) => weight === 0 && !must)
      .map(({ criterion }) => ctx.ref('matchCriterion', criterion)),
    rules: pair.rules.map((rule) => ruleWords(ctx, rule)),
    forGood: isForGood(pair.rules),
    next:
      next === null
        ? null
        : {
            words:
              next.unit === null
                ? t('matching.next.nobody', {
                    cost: fmt.number(next.cost, 1),
                    n: next.moves.length,
                  })
                : t('matching.next', {
                    name: unitNames(ctx, next.unit),
                    score: fmt.number(Math.round(next.score ?? 0)),
                    cost: fmt.number(next.cost, 1),
                    n: next.moves.length,
                  }),
            fewer: next.fewer > 0 ? t('matching.next.fewer', { n: next.fewer }) : '',
            moves: next.moves.map((move) => moveWords(ctx, move)),
          },
  };
}

/** «Петров П. П.: Сидоров → Кузнецов». */
export const moveWords = (
  ctx: PageContext,
  move: { mentee: { name: string }; from: string | null; to: string | null },
) => ({
  name: move.mentee.name,
  from: move.from ?? ctx.t('matching.nobody'),
  to: move.to ?? ctx.t('matching.nobody'),
});

/** The sheet of one mentee: who is suggested and why, or why nobody; or another mentor of the address. */
export async function pairModel(ctx: PageContext, run: MatchRun, filters: ListFilters) {
  const menteeId = pathParam(ctx, 'menteeId');
  const { unitId: asked } = readFilters(ctx, { unitId: id.optional() });
  const row = await suggestionOf(ctx, run.runId, menteeId);
  const unitId = asked ?? row.unitId;
  const query = { ...listQuery(filters), page: filters.page === 1 ? undefined : filters.page };
  const path = runPath(run.runId, `mentees/${menteeId}`);
  return {
    ...suggestionModel(ctx, run, row),
    path,
    runPath: runPath(run.runId),
    here: ctx.url(path, { ...query, unitId: asked }),
    close: ctx.url(runPath(run.runId), query),
    /** Another mentor than the one who is suggested. */
    other: asked !== undefined && asked !== row.unitId,
    shownUnit: unitId,
    pair: unitId === null ? null : await explained(ctx, run, menteeId, unitId),
    open: run.state === 'done',
  };
}
