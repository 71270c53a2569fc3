import { Router } from 'express';
import { z } from 'zod';
import { SIDES } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldList, fieldText, submitForm } from '../../web/forms.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';
import { meetingOf } from './edit-routes.js';

const FILTERS = {
  search: searchParameter,
  side: z.enum(SIDES).optional(),
  pool: z.enum(['yes']).optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, path: string, filters: Query) {
  const { t } = ctx;
  return {
    path,
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'side',
        label: t('groupMeeting.side'),
        value: filters['side'],
        all: t('list.all'),
        options: SIDES.map((value) => ({ value, label: ctx.ref('role', value) })),
      },
      {
        name: 'pool',
        label: t('groupMeeting.pool'),
        value: filters['pool'],
        all: t('list.all'),
        options: [{ value: 'yes', label: t('groupMeeting.pool.yes') }],
      },
    ],
    reset: isFiltered(filters),
  };
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t, programmeId } = ctx;
  const meeting = await meetingOf(ctx);
  const filters = readFilters(ctx, FILTERS);
  const path = `group-meetings/${meeting.groupMeetingId}/invite`;
  const found = await ctx.api.listGroupMeetingCandidates({
    programmeId,
    groupMeetingId: meeting.groupMeetingId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render(
    'group-meetings/invite',
    {
      title: meeting.title,
      back: `group-meetings/${meeting.groupMeetingId}`,
      path,
      lead: t('groupMeeting.invite.lead', { form: ctx.ref('form', meeting.form) }),
      filterBar: filterBar(ctx, path, query),
      form: refused ?? createForm(t, {}),
      pool: found.pool,
      poolWords: t('groupMeeting.invite.pool', { n: found.pool }),
      without:
        found.withoutConsent === 0
          ? ''
          : t('groupMeeting.withoutConsent', { n: found.withoutConsent }),
      rows: found.rows.map((row) => ({
        ...row,
        side: ctx.ref('role', row.side),
        pool: row.inPool ? t('groupMeeting.inPool') : '',
      })),
      pages: pagination(ctx, path, query, found),
    },
    refused ? 422 : 200,
  );
}

async function invite(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  await submitForm(ctx, {
    labels: { personIds: ctx.t('groupMeeting.invite.whom') },
    attempt: () =>
      ctx.api.inviteToGroupMeeting({
        programmeId: ctx.programmeId,
        groupMeetingId,
        whom: fieldText(body, 'whom') === 'pool' ? 'pool' : 'chosen',
        personIds: fieldList(body, 'personIds'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ invited }) =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: 'groupMeeting.invite.done',
        params: { n: invited },
      }),
    again: (form) => show(ctx, form),
  });
}

/** Inviting the pool or people by name. */
export function inviteRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/group-meetings/:groupMeetingId/invite',
    page((ctx) => show(ctx)),
  );
  router.post('/group-meetings/:groupMeetingId/invite', page(invite));
  return router;
}
