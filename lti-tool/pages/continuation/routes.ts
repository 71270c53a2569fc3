import { Router } from 'express';
import { notFound } from '../../../shared/errors.js';
import type { EarlierProgramme } from '../../lti/course-copies.js';
import { type PageContext, type PageWrapper, requireRole, sessionUrl } from '../../web/context.js';
import { browserCookieName, readCookie } from '../../web/cookies.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldText, postedValues, submitForm } from '../../web/forms.js';
import { homeOf } from '../../web/nav.js';
import { suggestionsFor } from './suggestions.js';

const CHOICES = ['continue', 'new'] as const;

const labelsOf = (ctx: PageContext) => ({
  predecessorId: ctx.t('continuation.which'),
  choice: ctx.t('continuation.choice'),
});

/** «Наставничество 2025/26», with its year where several have the same title. */
function nameOf(ctx: PageContext, one: EarlierProgramme): string {
  const { startsOn, endsOn, title } = one;
  const dates = { from: ctx.fmt.date(startsOn), to: ctx.fmt.date(endsOn) };
  return ctx.t('continuation.name', { title, ...dates });
}

async function show(
  deps: ShellDeps,
  ctx: PageContext,
  form: FormView | null,
  status = 200,
): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { copied, others } = await suggestionsFor(deps, ctx);
  const asked = copied.length > 0;
  const programmes = asked ? copied : others;
  const [first] = programmes;
  if (!first) return ctx.redirect('setup');
  const only = programmes.length === 1;
  const v = {
    form: form ?? createForm(ctx.t, { predecessorId: first.programmeId }),
    asked,
    only: only ? { id: first.programmeId, title: first.title } : null,
    title: ctx.t(asked ? 'continuation.copied.title' : 'continuation.other.title'),
    lead: only
      ? ctx.t(asked ? 'continuation.copied.lead' : 'continuation.other.lead', {
          programme: nameOf(ctx, first),
        })
      : ctx.t(asked ? 'continuation.copied.leadMany' : 'continuation.other.leadMany'),
    programmes: programmes.map((one) => ({ value: one.programmeId, label: nameOf(ctx, one) })),
    choices: CHOICES.map((value) => ({
      value,
      label: ctx.t(`continuation.${value}`),
      help: ctx.t(`continuation.${value}Help`),
    })),
  };
  ctx.render('continuation/ask', v, status);
}

/** The coordinator goes on in the other programme, in a session of its own. */
async function goOn(deps: ShellDeps, ctx: PageContext, programmeId: string): Promise<void> {
  await deps.copies?.moved(ctx.programmeId, programmeId);
  const token = readCookie(ctx.req, browserCookieName(deps.config.publicUrl)) ?? '';
  const { sid } = ctx.session;
  const opened = await deps.sessions.openProgramme(sid, token, {
    programmeId,
    roles: ['coordinator'],
  });
  if (!opened) return ctx.redirect('not-ready');
  deps.flashes.set(ctx.res, opened.sid, { kind: 'success', key: 'continuation.continued' });
  ctx.res.redirect(303, sessionUrl(opened.sid, homeOf(opened.role)));
}

/**
 * What the form names must be one of what was shown. A form that was sent twice finds nothing to choose
 * from any more: the service then says what was decided.
 */
async function requireShown(deps: ShellDeps, ctx: PageContext, wanted: string): Promise<void> {
  const { copied, others } = await suggestionsFor(deps, ctx);
  const shown = [...copied, ...others];
  if (shown.length > 0 && !shown.some((one) => one.programmeId === wanted)) {
    throw notFound('programme');
  }
}

async function decide(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const labels = labelsOf(ctx);
  const choice = CHOICES.find((one) => one === fieldText(body, 'choice'));
  const predecessorId = fieldText(body, 'predecessorId');
  if (choice === undefined) {
    const problems = [{ path: 'choice', code: 'continuation.choose' }];
    return show(deps, ctx, createForm(ctx.t, postedValues(body), { labels, problems }), 422);
  }
  await submitForm(ctx, {
    labels,
    attempt: async () => {
      await requireShown(deps, ctx, predecessorId);
      return ctx.api.continueProgramme({ programmeId, choice, predecessorId });
    },
    done: (decided) =>
      decided.programmeId === programmeId
        ? ctx.redirect('setup', { kind: 'info', key: 'continuation.begun' })
        : goOn(deps, ctx, decided.programmeId),
    again: (form) => show(deps, ctx, form, 422),
  });
}

/** Asked before a course of its own for another year is set up, or reached from the wizard. */
export function continuationRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/continue',
    page((ctx) => show(deps, ctx, null)),
  );
  router.post(
    '/continue',
    page((ctx) => decide(deps, ctx)),
  );
  return router;
}
