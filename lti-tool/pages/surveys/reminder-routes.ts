import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { readWave } from './wave-routes.js';

type Reminders = OutputOf<Contract['getWaveReminders']>;

/** Names in a reminder: as many as one can read through and copy. */
const MOST_REMINDED = 1000;

/** How the letters of the last day fared, a line a state. */
function lastDay(ctx: PageContext, { last }: Reminders) {
  if (last === null) return null;
  const { t, fmt } = ctx;
  return {
    title: t('reminders.last', { date: fmt.near(last.on) }),
    rows: last.counts
      .filter(({ n }) => n > 0)
      .map(({ state, n }) => ({ words: ctx.ref('reminderState', state), n })),
  };
}

/** By mail, as far as the coordinator may and a mail server is there; null: not for this reader. */
async function byMail(deps: ShellDeps, ctx: PageContext, waveId: string) {
  if (ctx.role !== 'coordinator') return null;
  const { t, fmt, programmeId } = ctx;
  const reminders = await ctx.api.getWaveReminders({ programmeId, waveId });
  const { last, reachable, nextOn, unreached, withoutAccount } = reminders;
  const mail = deps.mailer?.configured ?? false;
  const doneToday = last?.today ? last.counts.reduce((sum, { n }) => sum + n, 0) : 0;
  return {
    mail,
    reachable,
    help: t('reminders.help', { n: reachable }),
    next: nextOn === null ? t('reminders.noNext') : t('reminders.next', { date: fmt.near(nextOn) }),
    doneToday,
    last: lastDay(ctx, reminders),
    unreached: (mail ? unreached : []).map((one) => ({
      name: one.name,
      reason: ctx.ref('reminderState', one.reason),
      href: ctx.url(`participants/${one.personId}`),
      link: one.hasAccount ? null : ctx.url(`participants/${one.personId}/links/new`),
    })),
    // Without mail each of them is handed a link.
    guests: (mail ? [] : withoutAccount).map((one) => ({
      name: one.name,
      link: ctx.url(`participants/${one.personId}/links/new`),
    })),
  };
}

/** Those who have not answered: letters by mail, and the list ready to be copied into a chat. */
async function show(deps: ShellDeps, ctx: PageContext, refused?: FormView): Promise<void> {
  const wave = await readWave(ctx);
  const { rows, total } = await ctx.api.listWavePeople({
    programmeId: ctx.programmeId,
    waveId: wave.waveId,
    state: 'missing',
    pageSize: MOST_REMINDED,
  });
  const model = {
    wave,
    total,
    more: total - rows.length,
    letter: ctx.t('waves.reminder.letter', {
      title: wave.title,
      date: ctx.fmt.date(wave.endsOn),
    }),
    names: rows.map(({ name, groupName }) => (groupName ? `${name} (${groupName})` : name)),
    form: refused ?? (await openForm(ctx, {})),
    mail: wave.state === 'draft' ? null : await byMail(deps, ctx, wave.waveId),
    path: `surveys/${wave.waveId}/reminder`,
  };
  ctx.render('surveys/reminder', model, refused ? 422 : 200);
}

async function send(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const waveId = idParam(ctx, 'waveId');
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.remindWave({
        programmeId: ctx.programmeId,
        waveId,
        idempotencyKey: fieldText(body, 'idempotencyKey') || undefined,
      }),
    done: ({ letters, already }) =>
      ctx.redirect(`surveys/${waveId}/reminder`, {
        kind: letters > 0 ? 'success' : 'info',
        key: letters > 0 ? 'reminders.queued' : 'reminders.nobody',
        params: { n: letters, already },
      }),
    again: (form) => show(deps, ctx, form),
  });
}

/** Reminding those who have not answered a wave. */
export function reminderRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/surveys/:waveId/reminder',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/surveys/:waveId/reminder',
    page((ctx) => send(deps, ctx)),
  );
  return router;
}
