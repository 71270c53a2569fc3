import { Router } from 'express';
import { z } from 'zod';
import type { GroupMeeting } from '../../../service/api/group-meetings.js';
import { FORMS, GROUP_MEETING_STATES } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { formOptions } from '../pairs/options.js';
import { cameWords, invitedWords, stateWords, totals, whenWords } from './meeting-words.js';

const FILTERS = {
  search: searchParameter,
  state: z.enum(GROUP_MEETING_STATES).optional(),
  form: z.enum(FORMS).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  page: pageParameter,
};

function filterBar(ctx: PageContext, filters: Query) {
  const { t } = ctx;
  return {
    path: 'group-meetings',
    search: { name: 'search', label: t('groupMeeting.search'), value: filters['search'] },
    selects: [
      {
        name: 'state',
        label: t('groupMeeting.state'),
        value: filters['state'],
        all: t('list.all'),
        options: GROUP_MEETING_STATES.map((value) => ({
          value,
          label: ctx.ref('groupMeetingState', value),
        })),
      },
      {
        name: 'form',
        label: t('groupMeeting.form'),
        value: filters['form'],
        all: t('list.all'),
        options: formOptions(ctx),
      },
    ],
    dates: [
      { name: 'from', label: t('groupMeeting.from'), value: filters['from'] },
      { name: 'to', label: t('groupMeeting.to'), value: filters['to'] },
    ],
    reset: isFiltered(filters),
  };
}

/** «через 3 дня» of a planned meeting within two weeks; else ''. */
function nearWords({ fmt }: PageContext, { state, heldOn }: GroupMeeting): string {
  const near = fmt.near(heldOn);
  return state === 'planned' && near !== fmt.date(heldOn) ? near : '';
}

const rowOf = (ctx: PageContext, meeting: GroupMeeting) => ({
  title: meeting.title,
  href: ctx.url(`group-meetings/${meeting.groupMeetingId}`),
  when: whenWords(ctx, meeting),
  near: nearWords(ctx, meeting),
  place: meeting.place ?? (meeting.link ? ctx.t('groupMeeting.online') : ''),
  form: ctx.ref('form', meeting.form),
  state: stateWords(ctx, meeting.state),
  invited: invitedWords(ctx, meeting),
  came: cameWords(ctx, meeting),
  ballots: meeting.hasBallots ? ctx.t('groupMeeting.ballots.are') : '',
});

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, FILTERS);
  const { t, programmeId } = ctx;
  const found = await ctx.api.listGroupMeetings({
    programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  const bar = filterBar(ctx, query);
  ctx.render('group-meetings/list', {
    lead: t(bar.reset ? 'groupMeeting.found' : 'groupMeeting.lead', { n: found.total }),
    filterBar: bar,
    download: { path: 'group-meetings.xlsx', query: { ...query, page: undefined } },
    rows: found.rows.map((meeting) => rowOf(ctx, meeting)),
    pages: pagination(ctx, 'group-meetings', query, found),
  });
}

function columns(ctx: PageContext): Column<GroupMeeting>[] {
  const { t } = ctx;
  return [
    { title: t('groupMeeting.heldOn'), value: (one) => ({ date: one.heldOn }) },
    { title: t('groupMeeting.startsAt'), value: (one) => one.startsAt },
    { title: t('groupMeeting.title'), width: 40, value: (one) => one.title },
    { title: t('groupMeeting.form'), width: 24, value: (one) => ctx.ref('form', one.form) },
    { title: t('groupMeeting.place'), width: 30, value: (one) => one.place },
    { title: t('groupMeeting.link'), width: 30, value: (one) => one.link },
    { title: t('groupMeeting.state'), value: (one) => ctx.ref('groupMeetingState', one.state) },
    { title: t('groupMeeting.mentees'), value: (one) => one.mentees.invited },
    { title: t('groupMeeting.mentors'), value: (one) => one.mentors.invited },
    { title: t('ref.groupMeetingMark.present'), value: (one) => totals(one).present },
    { title: t('ref.groupMeetingMark.absent'), value: (one) => totals(one).absent },
  ];
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listGroupMeetings({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.group-meetings'), columns(ctx), rows);
}

/** The list of group meetings. */
export function listRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/group-meetings', page(list));
  router.get('/group-meetings.xlsx', page(exportList));
  return router;
}
