import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import { type Action, addAction, type FullPair } from './action.js';
import { bulkEndRoutes } from './bulk-routes.js';
import { END_ACTIONS } from './end-actions.js';
import { MEMBER_ACTIONS } from './member-actions.js';
import { PAUSE_ACTIONS } from './pause-actions.js';
import { thanksRoutes } from './thanks-routes.js';

/** All changes of a pair that have a page, in the order in which they are offered. */
const ACTIONS: readonly Action[] = [...PAUSE_ACTIONS, ...MEMBER_ACTIONS, ...END_ACTIONS];

/** What may be done with a pair now, as links. */
export const actionLinks = (ctx: PageContext, pair: FullPair): { path: string; label: string }[] =>
  ACTIONS.filter(
    (action) => action.states.includes(pair.state) && (action.offered?.(pair) ?? true),
  ).map(({ name }) => ({
    path: `pairs/${pair.pairId}/${name}`,
    label: ctx.t(`life.${name}.link`),
  }));

/** Parts of the guide to a closing talk with so many questions each. */
const TALK_PARTS = [
  ['before', 4],
  ['together', 6],
  ['mentee', 4],
  ['mentor', 4],
  ['after', 4],
] as const;

async function showTalk(ctx: PageContext): Promise<void> {
  const pairId = idParam(ctx, 'pairId');
  const pair = await ctx.api.getPair({ programmeId: ctx.programmeId, pairId });
  ctx.render('pair-life/talk', {
    title: pairTitle(ctx.t, pair),
    back: `pairs/${pairId}/early-end`,
    parts: TALK_PARTS.map(([part, count]) => ({
      title: ctx.t(`life.talk.${part}.title`),
      text: ctx.t(`life.talk.${part}.text`),
      questions: Array.from({ length: count }, (_, n) => ctx.t(`life.talk.${part}.${n + 1}`)),
    })),
  });
}

/** The life of a pair: a page for each change of it, thanks, the end of many. */
export function pairLifeRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/pairs/:pairId/closing-talk',
    page((ctx) => {
      requireRole(ctx, 'coordinator', 'curator', 'head');
      return showTalk(ctx);
    }),
  );
  router.use(bulkEndRoutes(page), thanksRoutes(page));
  for (const action of ACTIONS) addAction(router, page, action);
  return router;
}
