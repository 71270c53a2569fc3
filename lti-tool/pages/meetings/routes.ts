import { Router } from 'express';
import type { Meeting, MeetingRow } from '../../../service/api/meetings.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import type { FormView } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pagination, readFilters } from '../../web/list-filters.js';
import { storedTitle } from '../pairs/pair-words.js';
import { sendMeetings } from './export.js';
import { fileRoutes } from './file-routes.js';
import {
  filterModel,
  isNarrowed,
  isStaff,
  type ListFilters,
  listFilters,
  listRows,
  queryOf,
  sortLink,
} from './list-model.js';
import { logRoutes } from './log-routes.js';
import { meetingPage } from './meeting-model.js';
import { idParam } from './path-ids.js';
import { respond } from './respond.js';
import { severalRoutes } from './several-routes.js';
import { withdrawRoutes } from './withdraw.js';

/** Filters by one pair or person come from links: they are said and can be taken away. */
function onlyWords(ctx: PageContext, filters: ListFilters, rows: readonly MeetingRow[]): string {
  const [first] = rows;
  if (filters.pairId) {
    return first ? storedTitle(ctx.t, first.pairTitle) : ctx.t('meetings.only.pair');
  }
  return filters.personId ? ctx.t('meetings.only.person') : '';
}

/** Who has no pair at work can log nothing: an empty log says so instead of offering it. */
async function hasPairAtWork(ctx: PageContext): Promise<boolean> {
  const { pairs } = await ctx.api.myPairs({ programmeId: ctx.programmeId });
  return pairs.some((pair) => pair.state === 'active');
}

async function showList(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, listFilters);
  const list = await ctx.api.listMeetings({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = queryOf(filters);
  const ownEmpty = list.total === 0 && !isNarrowed(filters) && !isStaff(ctx);
  const waits = ownEmpty && !(await hasPairAtWork(ctx));
  const canLog = ctx.role === 'mentor' && !waits;
  ctx.renderKept('meetings/list', {
    rows: listRows(ctx, list.rows),
    total: list.total,
    filters: filterModel(ctx, filters),
    download: { path: 'meetings.xlsx', query },
    sort: sortLink(ctx, filters),
    narrowed: isNarrowed(filters),
    only: onlyWords(ctx, filters, list.rows),
    pages: pagination(ctx, 'meetings', query, list),
    canLog,
    emptyKey: isStaff(ctx) ? 'staff' : waits ? 'noPair' : ctx.role,
  });
}

async function showMeeting(
  ctx: PageContext,
  meeting: Meeting,
  forms: { answer?: FormView; files?: FormView } = {},
): Promise<void> {
  const refused = forms.answer ?? forms.files;
  ctx.render('meetings/show', await meetingPage(ctx, meeting, forms), refused ? 422 : 200);
}

async function openMeeting(ctx: PageContext): Promise<void> {
  const meetingId = idParam(ctx, 'meetingId');
  await showMeeting(ctx, await ctx.api.getMeeting({ programmeId: ctx.programmeId, meetingId }));
}

/** The meeting log, the page of a meeting, and the forms that write, correct and confirm it. */
export function meetingRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/meetings', page(showList));
  router.get(
    '/meetings.xlsx',
    page((ctx) => sendMeetings(ctx, readFilters(ctx, listFilters))),
  );
  router.use(severalRoutes(page));
  router.use(logRoutes(page));
  router.use(fileRoutes(page, (ctx, meeting, files) => showMeeting(ctx, meeting, { files })));
  router.use(withdrawRoutes(page));
  router.get('/meetings/:meetingId', page(openMeeting));
  router.post(
    '/meetings/:meetingId/respond',
    page((ctx) => respond(ctx, (meeting, answer) => showMeeting(ctx, meeting, { answer }))),
  );
  return router;
}
