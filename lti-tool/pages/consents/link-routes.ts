import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { consentsPath } from './person-model.js';
import { personOf } from './person-routes.js';

/** As the contract has it by default. */
const USUAL_DAYS = 14;
const LINK_KINDS = ['parent', 'publication'] as const;
type LinkKind = (typeof LINK_KINDS)[number];

const labelsOf = ({ t }: PageContext): Labels => ({
  kind: t('consents.link.kind'),
  contact: t('consents.link.contact'),
  days: t('consents.link.days'),
});

const isAddress = (text: string | null): boolean => text !== null && /^[^\s@]+@[^\s@]+$/.test(text);

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const of = personOf(ctx);
  const profile = await ctx.api.getProfile(of);
  const { representativeContact } = profile;
  const initial = {
    kind: 'parent',
    contact: isAddress(representativeContact) ? (representativeContact ?? '') : '',
    days: String(USUAL_DAYS),
  };
  ctx.render(
    'consents/link',
    {
      name: profile.name,
      path: consentsPath(of.personId),
      minor: profile.age === 'minor',
      form: form ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
      kinds: LINK_KINDS.map((value) => ({ value, label: ctx.ref('consentKind', value) })),
    },
    form ? 422 : 200,
  );
}

/** The link stands on the answer's own page, this once: nothing of ours keeps it. */
async function make(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const of = personOf(ctx);
  const contact = fieldText(body, 'contact');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.createConsentLink({
        ...of,
        kind: fieldText(body, 'kind') as LinkKind,
        contact,
        days: Number(fieldText(body, 'days')),
      }),
    done: ({ token, expiresAt }) =>
      ctx.render('consents/link-made', {
        path: consentsPath(of.personId),
        address: `${deps.config.publicUrl}/link/${token}`,
        until: ctx.fmt.dateTime(expiresAt),
        contact,
      }),
    again: (form) => show(ctx, form),
  });
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const of = personOf(ctx);
  await ctx.api.revokeConsentLink({ ...of, linkId: idParam(ctx, 'linkId') });
  ctx.redirect(consentsPath(of.personId), { kind: 'success', key: 'consents.link.revoked' });
}

/** Making and ending the personal link of a minor's representative. */
export function consentLinkRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/participants/:personId/consents/link';
  router.get(
    path,
    page((ctx) => {
      requireRole(ctx, 'coordinator');
      return show(ctx);
    }),
  );
  router.post(
    path,
    page((ctx) => make(deps, ctx)),
  );
  router.post('/participants/:personId/consents/links/:linkId/revoke', page(revoke));
  return router;
}
