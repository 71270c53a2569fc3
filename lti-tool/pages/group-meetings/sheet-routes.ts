import { Router } from 'express';
import {
  GROUP_MEETING_MARKS,
  type GroupMeetingMark,
  type GroupMeetingState,
} from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pagination, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { type MeetingPage, meetingOf } from './edit-routes.js';
import { invitedWords, stateWords, totals, whenWords } from './meeting-words.js';
import {
  asMark,
  ballotModels,
  markedWords,
  SHEET_FILTERS,
  sheetColumns,
  sheetFilterBar,
  sheetRows,
  type Typed,
} from './sheet-model.js';

/** Of so many the whole list is in sight, and nothing is to be looked for. */
const FEW = 12;

function factsOf(ctx: PageContext, meeting: MeetingPage) {
  const { t } = ctx;
  const lines: [string, string | null][] = [
    ['groupMeeting.form', ctx.ref('form', meeting.form)],
    ['groupMeeting.place', meeting.place],
    ['groupMeeting.note', meeting.note],
    ['groupMeeting.cancelReason', meeting.cancelReason],
  ];
  return lines.filter(([, value]) => value).map(([key, value]) => ({ label: t(key), value }));
}

/** What can be done with a meeting now. */
function actionsOf(ctx: PageContext, meeting: MeetingPage) {
  const { state, hasBallots, heldOn } = meeting;
  const { invited, present, absent } = totals(meeting);
  const marked = present + absent > 0;
  const early = heldOn > ctx.fmt.today;
  return {
    early,
    invite: state !== 'cancelled',
    markable: state !== 'cancelled' && !early && invited > 0,
    cancel: state !== 'cancelled' && !marked,
    plan: state === 'cancelled',
    ballots: state === 'held' && !hasBallots,
  };
}

async function show(ctx: PageContext, typed?: Typed, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t, programmeId } = ctx;
  const meeting = await meetingOf(ctx);
  const { groupMeetingId } = meeting;
  const filters = readFilters(ctx, SHEET_FILTERS);
  const people = await ctx.api.listGroupMeetingPeople({
    programmeId,
    groupMeetingId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const path = `group-meetings/${groupMeetingId}`;
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  const actions = actionsOf(ctx, meeting);
  // What a form was refused with that is not on the page any more.
  const unseen = [...(actions.markable ? [] : [typed?.form]), ...(actions.cancel ? [] : [refused])];
  const { none, invited } = totals(meeting);
  ctx.render(
    'group-meetings/show',
    {
      meeting,
      path,
      query,
      here: ctx.url(path, query),
      problems: unseen.flatMap((form) => form?.summary.map(({ message }) => message) ?? []),
      lead: whenWords(ctx, meeting),
      state: stateWords(ctx, meeting.state),
      facts: factsOf(ctx, meeting),
      invited: invitedWords(ctx, meeting),
      nobody: invited === 0,
      many: invited > FEW,
      marked: markedWords(ctx, meeting),
      rest: none,
      restWords: t('groupMeeting.sheet.rest', { n: none }),
      marks: GROUP_MEETING_MARKS.map((value) => ({
        value,
        label: ctx.ref('groupMeetingMark', value),
      })),
      filterBar: sheetFilterBar(ctx, path, query),
      download: { path: `${path}/attendance.xlsx`, query: { ...query, page: undefined } },
      sheet: sheetRows(ctx, people, typed),
      pages: pagination(ctx, path, query, people),
      sheetForm: typed?.form ?? createForm(t, {}),
      stateForm: refused ?? createForm(t, {}),
      refused: refused !== undefined,
      actions,
      ballots: ballotModels(ctx, meeting),
    },
    typed || refused ? 422 : 200,
  );
}

/** The marks that differ from what the form was opened with. */
function marksOf(body: unknown) {
  const names = Object.keys((body ?? {}) as object).filter((name) => name.startsWith('version.'));
  return names.flatMap((name) => {
    const personId = name.slice('version.'.length);
    const mark: GroupMeetingMark | null = asMark(fieldText(body, `mark.${personId}`));
    const before = asMark(fieldText(body, `was.${personId}`));
    return mark === before ? [] : [{ personId, mark, version: Number(fieldText(body, name)) }];
  });
}

/** Who was marked by somebody else meanwhile; null: it failed for another reason. */
function changedBy(error: unknown): string[] | null {
  if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') return null;
  const ids: unknown = error.details['personIds'];
  return Array.isArray(ids) ? ids.map(String) : null;
}

async function mark(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  const { page, ...filters } = readFilters(ctx, SHEET_FILTERS);
  const again = (form: FormView, changed: readonly string[] = []) =>
    show(ctx, { body, changed, form });
  try {
    await submitForm(ctx, {
      labels: {},
      attempt: () =>
        ctx.api.markGroupMeeting({
          programmeId: ctx.programmeId,
          groupMeetingId,
          marks: marksOf(body),
          rest: asMark(fieldText(body, 'rest')),
          idempotencyKey: fieldText(body, 'idempotencyKey'),
        }),
      done: () => {
        // Marked, somebody may be on the list no more that the filter shows.
        const { mark: _mark, ...kept } = filters;
        const params: [string, string][] = Object.entries({ ...kept, page }).flatMap(
          ([name, value]) =>
            value === undefined || value === 1 ? [] : [[name, String(value)] as [string, string]],
        );
        const query = new URLSearchParams(params).toString();
        const path = `group-meetings/${groupMeetingId}${query === '' ? '' : `?${query}`}`;
        ctx.redirect(path, { kind: 'success', key: 'groupMeeting.sheet.saved' });
      },
      again,
    });
  } catch (error) {
    const changed = changedBy(error);
    if (changed === null) throw error;
    const problems = [{ path: '', code: 'groupMeeting.sheetChanged' }];
    await again(createForm(ctx.t, {}, { problems }), changed);
  }
}

async function setState(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  const state = fieldText(body, 'state') as GroupMeetingState;
  await submitForm(ctx, {
    labels: { reason: ctx.t('groupMeeting.cancelReason') },
    attempt: () =>
      ctx.api.setGroupMeetingState({
        programmeId: ctx.programmeId,
        groupMeetingId,
        state,
        reason: fieldText(body, 'reason'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: `groupMeeting.became.${state}`,
      }),
    again: (form) => show(ctx, undefined, form),
  });
}

/** Takes somebody off the list; marked meanwhile, they stay on it, and the page says so. */
async function uninvite(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const groupMeetingId = idParam(ctx, 'groupMeetingId');
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.uninviteFromGroupMeeting({
        programmeId: ctx.programmeId,
        groupMeetingId,
        personId: fieldText(ctx.req.body, 'personId'),
      }),
    done: () =>
      ctx.redirect(`group-meetings/${groupMeetingId}`, {
        kind: 'success',
        key: 'groupMeeting.uninvited',
      }),
    again: (form) => show(ctx, undefined, form),
  });
}

async function exportSheet(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page: _page, ...filters } = readFilters(ctx, SHEET_FILTERS);
  const { programmeId } = ctx;
  const meeting = await meetingOf(ctx);
  const { groupMeetingId } = meeting;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listGroupMeetingPeople({ programmeId, groupMeetingId, ...filters, page, pageSize }),
  );
  const name = ctx.t('groupMeeting.sheet.file', { date: ctx.fmt.date(meeting.heldOn) });
  await sendXlsx(ctx, name, sheetColumns(ctx), rows);
}

/** The page of a group meeting: who is invited and was there, whether it takes place. */
export function sheetRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/group-meetings/:groupMeetingId/attendance.xlsx', page(exportSheet));
  router.get(
    '/group-meetings/:groupMeetingId',
    page((ctx) => show(ctx)),
  );
  router.post('/group-meetings/:groupMeetingId', page(mark));
  router.post('/group-meetings/:groupMeetingId/uninvite', page(uninvite));
  router.post('/group-meetings/:groupMeetingId/state', page(setState));
  return router;
}
