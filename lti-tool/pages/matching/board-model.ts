import { z } from 'zod';
import type { MatchRun, MatchSuggestion } from '../../../service/api/match-runs.js';
import type { PageContext } from '../../web/context.js';
import { pageParameter, pagination, searchParameter } from '../../web/list-filters.js';
import { suggestionModel } from './list-model.js';
import { unitAgainst } from './match-words.js';
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

/** The board: who has nobody, and mentors with their places and who is there. */
export async function boardModel(ctx: PageContext, run: MatchRun, filters: BoardFilters) {
  const { t, programmeId } = ctx;
  const { search, mentor, places, left, page } = filters;
  const { runId } = run;
  const { lonely, units } = await ctx.api.getMatchBoard({
    programmeId,
    runId,
    ...(search === undefined ? {} : { search }),
    left,
    leftSize: LEFT_SIZE,
    ...(mentor === undefined ? {} : { mentor }),
    show: places,
    page,
    pageSize: UNITS_SIZE,
  });
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
      against: unitAgainst(ctx, unit),
      mentees: unit.mentees.map(card),
    })),
    pages: pagination(ctx, path, { ...kept, page: undefined }, units),
  };
}
