import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { MENTOR_CONFIRMATIONS } from '../../../service/api/mentor-links.js';
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
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';
import { linkAddress } from './link-session.js';
import { type MailWish, mailLink, mailWish } from './mail-link.js';
import { confirmationWords, lastWords, pathOf, stateWords } from './mentor-link-words.js';

type Known = OutputOf<Contract['getMentorLink']>;
type Made = OutputOf<Contract['createMentorLink']>;

const STAFF = ['coordinator', 'curator'] as const;
const FILTERS = {
  search: searchParameter,
  state: z.enum(['open', 'none']).optional(),
  page: pageParameter,
};

const labelsOf = ({ t }: PageContext): Labels => ({
  confirmation: t('mentorLink.confirmation'),
  contact: t('links.contact'),
  lastDay: t('mentorLink.lastDay'),
});

/** The mentors without an account, each with their link and when it was last opened. */
async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const filters = readFilters(ctx, FILTERS);
  const { programmeId, t } = ctx;
  const found = await ctx.api.listMentorLinks({
    programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  ctx.render('links/mentor-list', {
    lead: found.counts.mentors > 0 ? t('mentorLink.lead', { ...found.counts }) : undefined,
    filterBar: {
      path: 'mentor-links',
      search: { name: 'search', label: t('people.search'), value: filters.search },
      selects: [
        {
          name: 'state',
          label: t('mentorLink.which'),
          value: filters.state,
          all: t('list.all'),
          options: (['open', 'none'] as const).map((value) => ({
            value,
            label: t(`mentorLink.which.${value}`),
          })),
        },
      ],
      reset: isFiltered(filters),
    },
    rows: found.rows.map(({ personId, name, link }) => ({
      name,
      href: ctx.url(pathOf(personId)),
      open: link?.state === 'open',
      state: stateWords(ctx, link),
      last: lastWords(ctx, link),
      how: link?.state === 'open' ? confirmationWords(ctx, link) : '',
    })),
    pages: pagination(ctx, 'mentor-links', { ...filters, page: undefined }, found),
  });
}

const read = (ctx: PageContext): Promise<Known> =>
  ctx.api.getMentorLink({ programmeId: ctx.programmeId, personId: idParam(ctx, 'personId') });

/** The ways in which a mentor shows who they are, the safest first, each with why it cannot be chosen. */
const waysOf = ({ t }: PageContext, mail: boolean) =>
  MENTOR_CONFIRMATIONS.map((value) => ({
    value,
    label: t(`mentorLink.confirm.${value}`),
    help: t(
      value === 'code' && !mail ? 'links.confirm.codeOff' : `mentorLink.confirm.${value}Help`,
    ),
    disabled: value === 'code' && !mail,
  }));

/** The link that stands, and the form that makes a new one. */
async function show(deps: ShellDeps, ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, ...STAFF);
  const personId = idParam(ctx, 'personId');
  const known = await read(ctx);
  const { link, refusal, endsOn } = known;
  const mail = deps.mailer?.configured ?? false;
  const initial = {
    confirmation: mail && known.contact !== null ? 'code' : 'told_code',
    contact: known.contact ?? '',
    lastDay: endsOn,
    send: '',
  };
  const model = {
    name: known.name,
    path: pathOf(personId),
    back: `participants/${personId}`,
    refusal: refusal === null ? '' : ctx.t(`errors.${refusal}`),
    link: link && {
      state: stateWords(ctx, link),
      open: link.state === 'open',
      facts: [
        lastWords(ctx, link),
        confirmationWords(ctx, link),
        link.createdBy === null
          ? ctx.t('links.made', { date: ctx.fmt.date(link.createdAt) })
          : ctx.t('links.madeBy', { date: ctx.fmt.date(link.createdAt), name: link.createdBy }),
      ].join(' · '),
      revoke: link.state === 'open' ? `${pathOf(personId)}/${link.linkId}/revoke` : null,
    },
    form: form ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
    ways: waysOf(ctx, mail),
    mail,
    endsOn,
    today: ctx.fmt.today,
  };
  ctx.render('links/mentor-link', model, form ? 422 : 200);
}

/** Makes the link that the form asks for. */
async function make(ctx: PageContext, mail: boolean): Promise<{ made: Made; wish: MailWish }> {
  const { body } = ctx.req;
  const confirmation = MENTOR_CONFIRMATIONS.find((one) => one === fieldText(body, 'confirmation'));
  if (confirmation === undefined) throw invalid([{ path: 'confirmation', code: 'required' }]);
  // A code that nobody could send would lock everybody out.
  if (confirmation === 'code' && !mail)
    throw invalid([{ path: 'confirmation', code: 'mentorLink.mailOff' }]);
  const wish = mailWish(body, mail);
  const made = await ctx.api.createMentorLink({
    programmeId: ctx.programmeId,
    personId: idParam(ctx, 'personId'),
    confirmation,
    contact: wish.contact,
    lastDay: fieldOrNull(body, 'lastDay'),
  });
  return { made, wish };
}

/** The sheet on which a link is shown, this once: to be copied, sent, or printed and handed over. */
async function showMade(deps: ShellDeps, ctx: PageContext, of: { made: Made; wish: MailWish }) {
  const { made, wish } = of;
  const { name } = await read(ctx);
  ctx.render('links/mentor-made', {
    address: linkAddress(deps.config.publicUrl, made.token),
    name,
    college: ctx.me.programme.organisationName,
    back: pathOf(idParam(ctx, 'personId')),
    until: ctx.fmt.date(made.lastDay),
    toldCode: made.toldCode,
    contact: wish.contact,
    mailed: await mailLink(deps, ctx, wish, { ...made, scope: 'mentor' }),
  });
}

async function post(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () => make(ctx, deps.mailer?.configured ?? false),
    done: (result) => showMade(deps, ctx, result),
    again: (form) => show(deps, ctx, form),
  });
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const personId = idParam(ctx, 'personId');
  const linkId = idParam(ctx, 'linkId');
  await ctx.api.revokeMentorLink({ programmeId: ctx.programmeId, personId, linkId });
  ctx.redirect(pathOf(personId), { kind: 'success', key: 'mentorLink.revoked' });
}

/** Links to the pages of mentors without an account, as coordinators and curators make and end them. */
export function mentorLinkRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/mentor-links', page(list));
  router.get(
    '/participants/:personId/mentor-link',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/participants/:personId/mentor-link',
    page((ctx) => post(deps, ctx)),
  );
  router.post('/participants/:personId/mentor-link/:linkId/revoke', page(revoke));
  return router;
}
