import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { kindParam } from '../consents/person-routes.js';

const labelsOf = ({ t }: PageContext) => ({ reason: t('me.withdraw.reason') });

/** The kinds that somebody of age gives themself. */
function givenKind(ctx: PageContext): 'own' | 'publication' | null {
  const kind = kindParam(ctx);
  return kind === 'parent' ? null : kind;
}

async function showText(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { programmeId } = ctx;
  const kind = givenKind(ctx);
  const mine = await ctx.api.myConsents({ programmeId });
  // Given already, not theirs to give, or not asked for: «my data» says how it stands.
  const asked = kind !== null && mine.needed.includes(kind) && !mine.valid.includes(kind);
  if (!asked || mine.age !== 'adult') return ctx.redirect('me');
  const text = await ctx.api.getConsentText({ programmeId, personId: ctx.me.personId, kind });
  const view = form ?? (await openForm(ctx, {}));
  const until = ctx.fmt.date(text.validUntil);
  ctx.render('me/give', { kind, text, until, form: view }, form ? 422 : 200);
}

async function give(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const kind = givenKind(ctx);
  if (kind === null) return ctx.redirect('me');
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.giveConsent({
        programmeId: ctx.programmeId,
        kind,
        textVersion: fieldText(body, 'textVersion'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect('me', { kind: 'success', key: 'me.give.done' }),
    again: (form) => showText(ctx, form),
  });
}

async function showWithdraw(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const kind = kindParam(ctx);
  const mine = await ctx.api.myConsents({ programmeId: ctx.programmeId });
  if (!mine.valid.includes(kind) && !form) return ctx.redirect('me');
  const view = form ?? (await openForm(ctx, {}, { labels: labelsOf(ctx) }));
  const title = ctx.t('me.withdraw.title');
  ctx.render('me/withdraw', { kind, title, form: view }, form ? 422 : 200);
}

async function withdraw(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const kind = kindParam(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.withdrawMyConsent({
        programmeId: ctx.programmeId,
        kind,
        reason: fieldText(body, 'reason'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect('me', { kind: 'success', key: 'me.withdraw.done' }),
    again: (form) => showWithdraw(ctx, form),
  });
}

/** Giving one's own consent, a page and an act by itself, and withdrawing one. */
export function myConsentRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/me/consents/:kind',
    page((ctx) => showText(ctx)),
  );
  router.post('/me/consents/:kind', page(give));
  router.get(
    '/me/consents/:kind/withdraw',
    page((ctx) => showWithdraw(ctx)),
  );
  router.post('/me/consents/:kind/withdraw', page(withdraw));
  return router;
}
