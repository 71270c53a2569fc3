import { Router } from 'express';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { homeOf } from '../../web/nav.js';
import { groupMeetingLines } from '../group-meetings/my-line.js';
import { consentNotice } from '../me/notice.js';
import { planLines } from '../plans/plan-lines.js';
import { schoolLine } from '../school/my-routes.js';
import { menteeHome } from './mentee-home.js';
import { mentorHome } from './mentor-home.js';
import { nextModel } from './next-model.js';

/** The pairs that they have left, as links; and those in which they have thanked. */
async function formerPairs(ctx: PageContext) {
  const { pairs, thanked } = await ctx.api.myFormerPairs({ programmeId: ctx.programmeId });
  const links = pairs.map(({ pairId, title, leftOn }) => ({
    href: ctx.url(`my/pairs/${pairId}`),
    title,
    until: ctx.t('life.former.until', { date: ctx.fmt.date(leftOn) }),
  }));
  return { links, thanked };
}

/** What stands on the home of who signed in alone; none of it is there for who came by a link. */
async function signedInLines(ctx: PageContext) {
  if (ctx.byLink !== null) return { consent: null, school: null, meetings: [] };
  const [consent, school, meetings] = await Promise.all([
    consentNotice(ctx),
    schoolLine(ctx),
    groupMeetingLines(ctx),
  ]);
  return { consent, school, meetings };
}

async function showMine(ctx: PageContext): Promise<void> {
  if (ctx.role !== 'mentor' && ctx.role !== 'mentee') return ctx.redirect(homeOf(ctx.role));
  const [{ pairs }, { consent, school, meetings }, { links: former, thanked }] = await Promise.all([
    ctx.api.myPairs({ programmeId: ctx.programmeId }),
    signedInLines(ctx),
    formerPairs(ctx),
  ]);
  const own = pairs.filter((pair) => pair.mySide === ctx.role);
  const withdrawn = consent?.withdrawn ?? false;
  const [plans, next] = await Promise.all([
    planLines(ctx, pairs),
    nextModel(ctx, own, { consent, thanked }),
  ]);
  // What the next thing says is not said twice.
  const notice = next.what?.kind === 'consent' ? null : consent;
  const shown = { next, consent: notice, meetings, former };
  if (ctx.role === 'mentee') {
    const home = await menteeHome(ctx, own, next.what, { withdrawn, plans });
    return ctx.render('home/mentee', { ...home, ...shown });
  }
  const { log } = ctx.req.query;
  const home = mentorHome(ctx, own, {
    logFor: typeof log === 'string' ? log : '',
    withdrawn,
    plans,
  });
  ctx.render('home/mentor', { ...home, ...shown, school });
}

/** `/my`: the home of a mentor and of a mentee. */
export function myRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my', page(showMine));
  return router;
}
