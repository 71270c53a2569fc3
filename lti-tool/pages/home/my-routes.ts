import { Router } from 'express';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { homeOf } from '../../web/nav.js';
import { groupMeetingLines } from '../group-meetings/my-line.js';
import { consentNotice } from '../me/notice.js';
import { surveyLine } from '../my-surveys/list-model.js';
import { planLines } from '../plans/plan-lines.js';
import { schoolLine } from '../school/my-routes.js';
import { menteeHome } from './mentee-home.js';
import { mentorHome } from './mentor-home.js';

/** The pairs that they have left, as links. */
async function formerPairs(ctx: PageContext) {
  const { pairs } = await ctx.api.myFormerPairs({ programmeId: ctx.programmeId });
  return pairs.map(({ pairId, title, leftOn }) => ({
    href: ctx.url(`my/pairs/${pairId}`),
    title,
    until: ctx.t('life.former.until', { date: ctx.fmt.date(leftOn) }),
  }));
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
  const [{ pairs }, { consent, school, meetings }, survey, former] = await Promise.all([
    ctx.api.myPairs({ programmeId: ctx.programmeId }),
    signedInLines(ctx),
    surveyLine(ctx),
    formerPairs(ctx),
  ]);
  const withdrawn = consent?.withdrawn ?? false;
  const plans = await planLines(ctx, pairs);
  if (ctx.role === 'mentee') {
    const home = await menteeHome(ctx, pairs, withdrawn, plans);
    return ctx.render('home/mentee', { ...home, consent, survey, meetings, former });
  }
  const { log } = ctx.req.query;
  const home = mentorHome(ctx, pairs, {
    logFor: typeof log === 'string' ? log : '',
    withdrawn,
    plans,
  });
  ctx.render('home/mentor', { ...home, consent, survey, school, meetings, former });
}

/** `/my`: the home of a mentor and of a mentee. */
export function myRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/my', page(showMine));
  return router;
}
