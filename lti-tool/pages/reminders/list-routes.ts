import { Router } from 'express';
import { z } from 'zod';
import type { MyReminder } from '../../../service/api/reminding.js';
import { ledByLetter, type PageContext, type PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { homeOf } from '../../web/nav.js';
import { idParam } from '../meetings/path-ids.js';
import { storedTitle } from '../pairs/pair-words.js';
import { lineOf } from './words.js';

const SHOWN = ['open', 'all'] as const;
const FILTERS = { show: z.enum(SHOWN).optional(), page: pageParameter };

const rowOf = (deps: ShellDeps, ctx: PageContext, one: MyReminder) => ({
  reminderId: one.reminderId,
  line: lineOf(deps.i18n, ctx.locale, one.kind, one.facts),
  // The pair is named here, where only its people look; a letter names nobody.
  about: [
    one.pairTitle === null ? '' : storedTitle(ctx.t, one.pairTitle),
    ctx.me.roles.length > 1 ? ctx.ref('role', one.role) : '',
  ]
    .filter(Boolean)
    .join(' · '),
  at: ctx.fmt.dateTime(one.createdAt),
  unread: !one.read && !one.done,
  done: one.done,
});

async function list(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { show = 'open', page } = filters;
  const answer = await ctx.api.listMyReminders({
    programmeId: ctx.programmeId,
    show,
    page,
    pageSize: LIST_PAGE_SIZE,
  });
  ctx.render('reminders/list', {
    rows: answer.rows.map((one) => rowOf(deps, ctx, one)),
    unread: answer.unread,
    total: answer.total,
    show,
    shown: SHOWN.map((value) => ({
      value,
      label: ctx.t(`remind.show.${value}`),
      current: value === show,
    })),
    coordinator: ctx.role === 'coordinator',
    pages: pagination(ctx, 'reminders', { show: filters.show }, answer),
  });
}

/** Marks as read and leads to the place, in the role that it is for. */
async function open(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const { programmeId } = ctx;
  const reminderId = idParam(ctx, 'reminderId');
  const { place, role } = await ctx.api.readMyReminder({ programmeId, reminderId });
  if (role !== ctx.role && ctx.me.roles.includes(role))
    await deps.sessions.update(ctx.session.sid, { role });
  ctx.redirect(place);
}

async function readAll(ctx: PageContext): Promise<void> {
  const { read } = await ctx.api.readMyReminders({ programmeId: ctx.programmeId });
  ctx.redirect('reminders', { kind: 'success', key: 'remind.allRead', params: { n: read } });
}

/** Whom a letter led here, with a session in this browser: on to its place. */
async function led(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const address = await ledByLetter(deps, ctx.session, ctx.me);
  ctx.res.redirect(303, address ?? ctx.url(homeOf(ctx.role)));
}

/** «Напоминания»: what somebody is reminded of, each with its exact place. */
export function listRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/reminders',
    page((ctx) => list(deps, ctx)),
  );
  router.get(
    '/reminders/led',
    page((ctx) => led(deps, ctx)),
  );
  router.post('/reminders/read', page(readAll));
  router.post(
    '/reminders/:reminderId/open',
    page((ctx) => open(deps, ctx)),
  );
  return router;
}
