import { Router } from 'express';
import { z } from 'zod';
import { id } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  THIRD_PARTY_GIVERS,
  type ThirdPartyGiver,
} from '../../../service/api/index.js';
import { invalid } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { readFilters } from '../../web/list-filters.js';
import { linkAddress } from '../links/link-session.js';
import { type MailWish, mailLink, mailWish } from '../links/mail-link.js';
import { idParam } from '../meetings/path-ids.js';

type Made = OutputOf<Contract['askThirdParty']>;

const PATH = 'third-party/new';
const FILTERS = { personId: id.optional(), groupName: z.string().max(100).optional() };
const DAYS = '14';

const labelsOf = ({ t }: PageContext): Labels => ({
  giver: t('thirdParty.who'),
  groupName: t('people.group'),
  confirmation: t('links.confirmation'),
  contact: t('links.contact'),
  days: t('links.days'),
});

/** Whom the form is about: one mentee, or a group to be chosen. */
async function subjectOf(ctx: PageContext, personId: string | undefined) {
  const { programmeId } = ctx;
  if (personId !== undefined) {
    const { name, groupName, consent } = await ctx.api.getThirdParty({ programmeId, personId });
    return { personId, name, groupName, consent, groups: [] };
  }
  const { groups } = await ctx.api.listThirdParty({ programmeId, pageSize: 1 });
  return { personId: null, name: '', groupName: null, consent: true, groups };
}

function ways(ctx: PageContext, mail: boolean) {
  const { t } = ctx;
  return [
    {
      value: 'code',
      label: t('links.confirm.code'),
      help: t(mail ? 'links.confirm.codeHelp' : 'links.confirm.codeOff'),
      disabled: !mail,
    },
    {
      value: 'told_code',
      label: t('thirdParty.confirm.told'),
      help: t('thirdParty.confirm.toldHelp'),
    },
  ];
}

async function showNew(deps: ShellDeps, ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const posted = fieldText(ctx.req.body, 'personId') || undefined;
  const { personId = posted, groupName } = readFilters(ctx, FILTERS);
  const subject = await subjectOf(ctx, personId);
  const mail = deps.mailer?.configured ?? false;
  const initial = {
    giver: 'group_curator',
    groupName: groupName ?? '',
    confirmation: mail ? 'code' : 'told_code',
    days: DAYS,
  };
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  const back = personId === undefined ? 'third-party' : `participants/${personId}/third-party`;
  const model = {
    form,
    mail,
    ...subject,
    path: PATH,
    back,
    givers: THIRD_PARTY_GIVERS.map((value) => ({
      value,
      label: ctx.ref('thirdPartyGiver', value),
      help: ctx.t(`thirdParty.giverHelp.${value}`),
    })),
    ways: ways(ctx, mail),
  };
  ctx.render('third-party/new', model, refused ? 422 : 200);
}

interface Wish extends MailWish {
  personId: string | null;
}

async function ask(ctx: PageContext, mail: boolean): Promise<{ made: Made; wish: Wish }> {
  const { body } = ctx.req;
  const personId = fieldOrNull(body, 'personId');
  const confirmation = fieldText(body, 'confirmation') as 'code' | 'told_code';
  // A code that nobody could send would lock everybody out.
  if (confirmation === 'code' && !mail) {
    throw invalid([{ path: 'confirmation', code: 'thirdParty.mailOff' }]);
  }
  const groupName = personId === null ? fieldOrNull(body, 'groupName') : null;
  if (personId === null && groupName === null) {
    throw invalid([{ path: 'groupName', code: 'required' }]);
  }
  const wish = mailWish(body, mail);
  const made = await ctx.api.askThirdParty({
    programmeId: ctx.programmeId,
    giver: personId === null ? 'group_curator' : (fieldText(body, 'giver') as ThirdPartyGiver),
    personId,
    groupName,
    confirmation,
    contact: wish.contact,
    days: Number(fieldText(body, 'days') || DAYS),
  });
  return { made, wish: { ...wish, personId } };
}

/** The page on which link and told code are shown, this once. */
async function showMade(deps: ShellDeps, ctx: PageContext, made: Made, wish: Wish): Promise<void> {
  const mailed = await mailLink(deps, ctx, wish, {
    token: made.token,
    scope: 'third_party',
    lastDay: made.expiresAt,
  });
  const { t } = ctx;
  const left = [
    made.withoutConsent > 0 ? t('thirdParty.leftOut.consent', { n: made.withoutConsent }) : '',
    made.toldAlready > 0 ? t('thirdParty.leftOut.told', { n: made.toldAlready }) : '',
  ];
  ctx.render('third-party/made', {
    address: linkAddress(deps.config.publicUrl, made.token),
    toldCode: made.toldCode,
    until: ctx.fmt.date(made.expiresAt),
    asked: t('thirdParty.made.asked', { n: made.asked }),
    left: left.filter(Boolean),
    back: wish.personId === null ? 'third-party' : `participants/${wish.personId}/third-party`,
    contact: wish.contact,
    mailed,
  });
}

async function postNew(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () => ask(ctx, deps.mailer?.configured ?? false),
    done: ({ made, wish }) => showMade(deps, ctx, made, wish),
    again: (form) => showNew(deps, ctx, form),
  });
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const linkId = idParam(ctx, 'linkId');
  await ctx.api.revokeThirdPartyLink({ programmeId: ctx.programmeId, linkId });
  const personId = id.safeParse(fieldText(ctx.req.body, 'personId'));
  const back = personId.success ? `participants/${personId.data}/third-party` : 'third-party';
  ctx.redirect(back, { kind: 'success', key: 'links.revoked' });
}

/** Asking a third party by a personal link, and ending it. */
export function askRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    `/${PATH}`,
    page((ctx) => showNew(deps, ctx)),
  );
  router.post(
    `/${PATH}`,
    page((ctx) => postNew(deps, ctx)),
  );
  router.post('/third-party/links/:linkId/revoke', page(revoke));
  return router;
}
