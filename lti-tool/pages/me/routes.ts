import { Router } from 'express';
import type { PageContext, PageWrapper } from '../../web/context.js';
import { requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { ownFields, profileLabels, profileValues, profileWords } from '../consents/profile-form.js';
import { myConsentRoutes } from './consent-routes.js';
import { meModel } from './me-model.js';

const mine = ({ programmeId }: PageContext) => ({ programmeId });

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const [consents, profile] = await Promise.all([
    ctx.api.myConsents(mine(ctx)),
    ctx.api.getMyProfile(mine(ctx)),
  ]);
  ctx.render('me/show', meModel(ctx, consents, profile));
}

async function edit(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const profile = await ctx.api.getMyProfile(mine(ctx));
  const labels = profileLabels(ctx, true);
  const view = form ?? (await openForm(ctx, profileValues(profile), { labels }));
  ctx.render('me/edit', { version: profile.version, form: view }, form ? 422 : 200);
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const labels = profileLabels(ctx, true);
  await submitForm(ctx, {
    labels,
    attempt: () =>
      ctx.api.updateMyProfile({
        ...mine(ctx),
        ...ownFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('me', { kind: 'success', key: 'profile.saved' }),
    again: (form) => edit(ctx, form),
    stored: async (typed) => {
      const profile = await ctx.api.getMyProfile(mine(ctx));
      return {
        version: profile.version,
        shown: profileWords(ctx, profileValues(profile), labels),
        typed: profileWords(ctx, typed, labels),
        back: 'me',
      };
    },
  });
}

/** «Мои данные» of a mentor or mentee: consents, and what they may change of themselves. */
export function meRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/me', page(show));
  router.get(
    '/me/edit',
    page((ctx) => edit(ctx)),
  );
  router.post('/me/edit', page(save));
  router.use(myConsentRoutes(page));
  return router;
}
