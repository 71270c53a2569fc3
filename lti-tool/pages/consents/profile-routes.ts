import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { consentsPath } from './person-model.js';
import { personOf } from './person-routes.js';
import { profileFields, profileLabels, profileValues, profileWords } from './profile-form.js';

/** Where the page was opened from: the card, or the person's consents. */
const fromCard = (ctx: PageContext): boolean => ctx.req.query['from'] === 'card';

function placesOf(ctx: PageContext, personId: string) {
  const card = fromCard(ctx);
  return {
    path: `participants/${personId}/profile${card ? '?from=card' : ''}`,
    back: card ? `participants/${personId}` : consentsPath(personId),
    backLabel: ctx.t(card ? 'card.back' : 'consents.back'),
  };
}

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const of = personOf(ctx);
  const profile = await ctx.api.getProfile(of);
  const labels = profileLabels(ctx, false);
  ctx.render(
    'consents/profile',
    {
      name: profile.name,
      version: profile.version,
      ...placesOf(ctx, of.personId),
      today: ctx.fmt.today,
      birthYear:
        profile.birthYear === null
          ? ''
          : ctx.t('profile.birthYearHelp', { year: String(profile.birthYear) }),
      form: form ?? (await openForm(ctx, profileValues(profile), { labels })),
    },
    form ? 422 : 200,
  );
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const of = personOf(ctx);
  const labels = profileLabels(ctx, false);
  const { back } = placesOf(ctx, of.personId);
  await submitForm(ctx, {
    labels,
    attempt: () =>
      ctx.api.updateProfile({
        ...of,
        ...profileFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: 'profile.saved' }),
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const profile = await ctx.api.getProfile(of);
      return {
        version: profile.version,
        shown: profileWords(ctx, profileValues(profile), labels),
        typed: profileWords(ctx, typed, labels),
        back,
      };
    },
  });
}

/** What is known of a person for consents and registers, as the coordinator writes it down. */
export function profileRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId/profile',
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return show(ctx);
    }),
  );
  router.post('/participants/:personId/profile', page(save));
  return router;
}
