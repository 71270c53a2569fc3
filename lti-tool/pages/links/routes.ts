import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, LinkScope } from '../../../service/api/index.js';
import { invalid } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldText, type Labels, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { capital } from './card-model.js';
import { linkAddress } from './link-session.js';
import { type MailWish, mailLink, mailWish } from './mail-link.js';

type Offer = OutputOf<Contract['getLinks']>['offer'];
type Made = OutputOf<Contract['createSurveyLink']>;

const labelsOf = ({ t }: PageContext): Labels => ({
  purpose: t('links.purpose'),
  confirmation: t('links.confirmation'),
  contact: t('links.contact'),
  days: t('links.days'),
});

/** What a link can be made for, as options: `parent`, `publication`, `survey:<wave>`. */
function purposes(ctx: PageContext, offer: Offer) {
  const waves = offer.waves.map(({ waveId, title, endsOn, answered }) => ({
    value: `survey:${waveId}`,
    label: capital(ctx.t('links.forWave', { title })),
    help: ctx.t(answered ? 'links.waveAnswered' : 'links.waveUntil', {
      date: ctx.fmt.date(endsOn),
    }),
  }));
  const consents = offer.consents.map((kind) => ({
    value: kind,
    label: capital(ctx.ref('linkScope', kind)),
    help: ctx.t(`links.help.${kind}`),
  }));
  return [...consents, ...waves];
}

/** The ways of confirmation that can be chosen, the better first, each with why it cannot. */
function confirmations(ctx: PageContext, offer: Offer, mail: boolean) {
  const { t } = ctx;
  return [
    {
      value: 'code',
      label: t('links.confirm.code'),
      help: t(mail ? 'links.confirm.codeHelp' : 'links.confirm.codeOff'),
      disabled: !mail,
    },
    {
      value: 'birth_year',
      label: t('links.confirm.birth_year'),
      help: t(offer.birthYearKnown ? 'links.confirm.yearHelp' : 'links.confirm.yearUnknown'),
      disabled: !offer.birthYearKnown,
    },
  ];
}

const nameOf = async (ctx: PageContext, personId: string): Promise<string> =>
  (await ctx.api.getParticipant({ programmeId: ctx.programmeId, personId })).name;

async function showNew(deps: ShellDeps, ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const personId = idParam(ctx, 'personId');
  const { offer } = await ctx.api.getLinks({ programmeId: ctx.programmeId, personId });
  const mail = deps.mailer?.configured ?? false;
  const options = purposes(ctx, offer);
  const wanted = String(ctx.req.query['for'] ?? '');
  const purpose = options.find(({ value }) => value === wanted) ?? options[0];
  const own = purpose?.value.startsWith('survey') ?? false;
  const initial = {
    purpose: purpose?.value ?? '',
    confirmation: mail ? 'code' : offer.birthYearKnown ? 'birth_year' : '',
    contact: (own ? offer.contact.own : offer.contact.representative) ?? '',
    days: '14',
    send: '',
  };
  const ways = confirmations(ctx, offer, mail);
  const model = {
    form: form ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
    name: await nameOf(ctx, personId),
    back: `participants/${personId}`,
    path: `participants/${personId}/links`,
    purposes: options,
    ways,
    none: ways.every(({ disabled }) => disabled),
    mail,
  };
  ctx.render('links/new', model, form ? 422 : 200);
}

interface Wish extends MailWish {
  scope: LinkScope;
}

/** Makes the link that the form asks for. */
async function make(ctx: PageContext, mail: boolean): Promise<{ made: Made; wish: Wish }> {
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const personId = idParam(ctx, 'personId');
  const confirmation = fieldText(body, 'confirmation') as 'code' | 'birth_year';
  // A code that nobody could send would lock everybody out.
  if (confirmation === 'code' && !mail) {
    throw invalid([{ path: 'confirmation', code: 'link.mailOff' }]);
  }
  const wish = mailWish(body, mail);
  const days = Number(fieldText(body, 'days') || '14');
  const common = { programmeId, personId, contact: wish.contact, confirmation, days };
  const [what = '', waveId = ''] = fieldText(body, 'purpose').split(':');
  if (what === 'survey') {
    const made = await ctx.api.createSurveyLink({ ...common, waveId });
    return { made, wish: { ...wish, scope: 'survey' } };
  }
  if (what !== 'parent' && what !== 'publication') {
    throw invalid([{ path: 'purpose', code: 'required' }]);
  }
  const made = await ctx.api.createConsentLink({ ...common, kind: what });
  return { made, wish: { ...wish, scope: what } };
}

/** The page on which a link is shown, this once: only its hash is kept. */
async function showMade(
  deps: ShellDeps,
  ctx: PageContext,
  result: { made: Made; wish: Wish },
): Promise<void> {
  const { made, wish } = result;
  const personId = idParam(ctx, 'personId');
  ctx.render('links/made', {
    address: linkAddress(deps.config.publicUrl, made.token),
    name: await nameOf(ctx, personId),
    back: `participants/${personId}`,
    until: ctx.fmt.date(made.expiresAt),
    scope: wish.scope,
    contact: wish.contact,
    mailed: await mailLink(deps, ctx, wish, {
      token: made.token,
      scope: wish.scope,
      lastDay: made.expiresAt,
    }),
  });
}

async function postNew(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () => make(ctx, deps.mailer?.configured ?? false),
    done: (result) => showMade(deps, ctx, result),
    again: (form) => showNew(deps, ctx, form),
  });
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId } = ctx;
  const personId = idParam(ctx, 'personId');
  await ctx.api.revokeLink({ programmeId, personId, linkId: idParam(ctx, 'linkId') });
  ctx.redirect(`participants/${personId}`, { kind: 'success', key: 'links.revoked' });
}

/** Personal links as the coordinator makes and revokes them. */
export function linkRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId/links/new',
    page((ctx) => showNew(deps, ctx)),
  );
  router.post(
    '/participants/:personId/links',
    page((ctx) => postNew(deps, ctx)),
  );
  router.post('/participants/:personId/links/:linkId/revoke', page(revoke));
  return router;
}
