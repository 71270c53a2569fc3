import { z } from 'zod';
import { MAX_PAGE_SIZE } from '../../../service/api/common.js';
import type { MatchRun, MatchSuggestion, MatchUnit } from '../../../service/api/match-runs.js';
import type { PageContext } from '../../web/context.js';
import { pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import { suggestionModel } from './list-model.js';
import { unitNames } from './pair-model.js';
import { runPath } from './run-model.js';

/** Cards on the left, mentors on the right: what a screen or two can show. */
const LEFT_SIZE = 30;
const UNITS_SIZE = 16;

export const BOARD_FILTERS = {
  search: searchParameter,
  mentor: searchParameter,
  places: z.enum(['all', 'free', 'full']).default('all'),
  left: pageParameter,
  page: pageParameter,
};
export type BoardFilters = z.output<z.ZodObject<typeof BOARD_FILTERS>>;

/** Those whom the mentors of a page have taken, by mentor. */
async function takenBy(
  ctx: PageContext,
  run: MatchRun,
  units: readonly MatchUnit[],
): Promise<ReadonlyMap<string, MatchSuggestion[]>> {
  const asked = { programmeId: ctx.programmeId, runId: run.runId, show: 'matched' as const };
  const wanted = units.filter(({ taken }) => taken > 0);
  const matched = run.now?.matched ?? 0;
  // Of a small college everybody at once; of a large one mentor by mentor.
  const rows =
    matched <= MAX_PAGE_SIZE / 4
      ? (await ctx.api.listMatchSuggestions({ ...asked, pageSize: MAX_PAGE_SIZE })).rows
      : (
          await Promise.all(
            wanted.map(({ unitId }) =>
              ctx.api.listMatchSuggestions({ ...asked, unitId, pageSize: MAX_PAGE_SIZE }),
            ),
          )
        ).flatMap((answer) => answer.rows);
  const byUnit = new Map<string, MatchSuggestion[]>();
  for (const row of rows) {
    if (row.unitId !== null) byUnit.set(row.unitId, [...(byUnit.get(row.unitId) ?? []), row]);
  }
  return byUnit;
}

/** The board: who has nobody, and mentors with their places and who is there. */
export async function boardModel(ctx: PageContext, run: MatchRun, filters: BoardFilters) {
  const { t, programmeId } = ctx;
  const { search, mentor, places, left, page } = filters;
  const { runId } = run;
  const [lonely, units] = await Promise.all([
    ctx.api.listMatchSuggestions({
      programmeId,
      runId,
      show: 'unmatched',
      ...(search === undefined ? {} : { search }),
      page: left,
      pageSize: LEFT_SIZE,
    }),
    ctx.api.listMatchUnits({
      programmeId,
      runId,
      show: places,
      ...(mentor === undefined ? {} : { search: mentor }),
      page,
      pageSize: UNITS_SIZE,
    }),
  ]);
  const taken = await takenBy(ctx, run, units.rows);
  const path = runPath(runId, 'board');
  const kept = {
    search,
    mentor,
    places: places === 'all' ? undefined : places,
    left: left === 1 ? undefined : left,
    page: page === 1 ? undefined : page,
  };
  const card = (row: MatchSuggestion) => ({
    ...suggestionModel(ctx, run, row),
    href: ctx.url(runPath(runId, `mentees/${row.mentee.personId}`)),
    path: runPath(runId, `mentees/${row.mentee.personId}`),
    open: run.state === 'done',
  });
  // The pages of the left column have a parameter of their own.
  const leftPages = Math.max(1, Math.ceil(lonely.total / LEFT_SIZE));
  const leftHref = (n: number) => ctx.url(path, { ...kept, left: n === 1 ? undefined : n });
  return {
    path,
    here: ctx.url(path, kept),
    open: run.state === 'done',
    search: search ?? '',
    mentor: mentor ?? '',
    places,
    placesOptions: ['all', 'free', 'full'].map((value) => ({
      value,
      label: t(`matching.places.${value}`),
    })),
    reset: search !== undefined || mentor !== undefined || places !== 'all',
    lonely: lonely.rows.map(card),
    lonelyTotal: lonely.total,
    leftPages: {
      words: t('list.range', {
        from: lonely.total === 0 ? 0 : (left - 1) * LEFT_SIZE + 1,
        to: Math.min(left * LEFT_SIZE, lonely.total),
        total: lonely.total,
      }),
      many: leftPages > 1,
      previous: left > 1 ? leftHref(Math.min(left - 1, leftPages)) : null,
      next: left < leftPages ? leftHref(left + 1) : null,
    },
    units: units.rows.map((unit) => ({
      id: unit.unitId,
      name: unitNames(ctx, unit),
      about: unit.about ?? '',
      places:
        unit.capacity === 0 && unit.taken === 0
          ? t('matching.places.none')
          : t('matching.places', { taken: unit.taken, capacity: unit.capacity }),
      free: unit.capacity - unit.taken,
      tooFew:
        unit.taken > 0 && unit.taken < unit.atLeast
          ? t('matching.tooFew', { n: unit.atLeast })
          : '',
      mentees: (taken.get(unit.unitId) ?? []).map(card),
    })),
    pages: pagination(ctx, path, { ...kept, page: undefined }, units),
  };
}
