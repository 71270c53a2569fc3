import { Router } from 'express';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { homeOf } from '../../web/nav.js';
import { menteeHome } from './mentee-home.js';
import { mentorHome } from './mentor-home.js';

async function showMine(ctx: PageContext): Promise<void> {
  if (ctx.role !== 'mentor' && ctx.role !== 'mentee') return ctx.redirect(homeOf(ctx.role));
  const { pairs } = await ctx.api.myPairs({ programmeId: ctx.programmeId });
  if (ctx.role === 'mentee') return ctx.render('home/mentee', await menteeHome(ctx, pairs));
  const { log } = ctx.req.query;
  ctx.render('home/mentor', mentorHome(ctx, pairs, typeof log === 'string' ? log : ''));
}

/** `/my`: the home of a mentor and of a mentee. */
export function myRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my', page(showMine));
  return router;
}
