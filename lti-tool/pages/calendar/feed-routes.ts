import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { fieldText } from '../../web/forms.js';

const mine = ({ programmeId }: PageContext) => ({ programmeId });

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { feed } = await ctx.api.getMyCalendarFeed(mine(ctx));
  ctx.render('calendar/feed', {
    feed: feed && {
      made: ctx.fmt.date(feed.createdAt),
      read: feed.lastReadAt ? ctx.fmt.dateTime(feed.lastReadAt) : '',
      withNames: feed.withNames,
    },
    address: '',
  });
}

const wantsNames = (ctx: PageContext) => fieldText(ctx.req.body, 'withNames') === 'yes';

/** The address is told on this answer and never again. */
async function make(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { token } = await ctx.api.makeMyCalendarFeed({ ...mine(ctx), withNames: wantsNames(ctx) });
  const address = `${deps.config.publicUrl.replace(/\/$/, '')}/calendar/${token}.ics`;
  ctx.render('calendar/feed', { feed: null, address });
}

async function change(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  await ctx.api.changeMyCalendarFeed({ ...mine(ctx), withNames: wantsNames(ctx) });
  ctx.redirect('me/calendar', { kind: 'success', key: 'calendar.feed.changed' });
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  await ctx.api.revokeMyCalendarFeed(mine(ctx));
  ctx.redirect('me/calendar', { kind: 'success', key: 'calendar.feed.revoked' });
}

/** The private address of a person's calendar, below «Мои данные». */
export function feedRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/me/calendar', page(show));
  router.post(
    '/me/calendar',
    page((ctx) => make(deps, ctx)),
  );
  router.post('/me/calendar/names', page(change));
  router.post('/me/calendar/end', page(revoke));
  return router;
}
