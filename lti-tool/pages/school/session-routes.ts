import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { formOptions, type Option } from '../pairs/options.js';
import { SESSION_FILTERS, schoolList, sessionColumns } from './list-model.js';
import { KEEPERS, READERS } from './roles.js';
import {
  audienceOptions,
  readSession,
  sessionInWords,
  sessionLabels,
  sessionValues,
} from './session-form.js';

/** Mentors offered for choosing. */
const MOST_OFFERED = 1000;

async function list(ctx: PageContext): Promise<void> {
  // A link of the course leads everybody to the school; a mentor has their own.
  if (ctx.role === 'mentor') return ctx.redirect('my-school');
  requireRole(ctx, ...READERS);
  const filters = readFilters(ctx, SESSION_FILTERS);
  const { programmeId } = ctx;
  const [found, mentors, { survey: needs }] = await Promise.all([
    ctx.api.listSchoolSessions({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    ctx.api.listSchoolMentors({ programmeId, pageSize: 1 }),
    ctx.api.getSchoolNeeds({ programmeId }),
  ]);
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('school/list', schoolList(ctx, found, { mentors, needs }, query));
}

async function exportSessions(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, SESSION_FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listSchoolSessions({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.school'), sessionColumns(ctx), rows);
}

export const sessionOf = (ctx: PageContext) =>
  ctx.api.getSchoolSession({
    programmeId: ctx.programmeId,
    sessionId: idParam(ctx, 'sessionId'),
  });
export type SessionPage = Awaited<ReturnType<typeof sessionOf>>;

/** The mentors of the programme, to choose from. */
export async function mentorOptions(ctx: PageContext): Promise<Option[]> {
  const { rows } = await ctx.api.listSchoolMentors({
    programmeId: ctx.programmeId,
    pageSize: MOST_OFFERED,
  });
  return rows.map(({ personId, name, groupName }) => ({
    value: personId,
    label: groupName ? `${name}, ${groupName}` : name,
  }));
}

async function show(ctx: PageContext, session: SessionPage | null, refused?: FormView) {
  const form =
    refused ?? (await openForm(ctx, sessionValues(session), { labels: sessionLabels(ctx) }));
  const { t } = ctx;
  ctx.render(
    'school/edit',
    {
      title: t(session ? 'school.edit' : 'school.new'),
      lead: session?.title ?? t('school.newLead'),
      back: session ? `school/sessions/${session.sessionId}` : 'school',
      backLabel: session?.title ?? t('nav.section.school'),
      path: session ? `school/sessions/${session.sessionId}/edit` : 'school/sessions/new',
      version: session?.version,
      held: session?.state === 'held',
      form,
      audiences: audienceOptions(ctx),
      forms: formOptions(ctx),
      mentors: await mentorOptions(ctx),
    },
    refused ? 422 : 200,
  );
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: sessionLabels(ctx),
    attempt: () =>
      ctx.api.createSchoolSession({
        programmeId: ctx.programmeId,
        ...readSession(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ sessionId }) =>
      ctx.redirect(`school/sessions/${sessionId}`, { kind: 'success', key: 'school.created' }),
    again: (form) => show(ctx, null, form),
  });
}

async function stored(ctx: PageContext, typed: FormValues) {
  const [session, mentors] = await Promise.all([sessionOf(ctx), mentorOptions(ctx)]);
  const values = createForm(ctx.t, sessionValues(session)).values;
  return {
    version: session.version,
    shown: sessionInWords(ctx, values, mentors),
    typed: sessionInWords(ctx, typed, mentors),
    back: `school/sessions/${session.sessionId}`,
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  const sessionId = idParam(ctx, 'sessionId');
  await submitForm(ctx, {
    labels: sessionLabels(ctx),
    attempt: () =>
      ctx.api.updateSchoolSession({
        programmeId: ctx.programmeId,
        sessionId,
        ...readSession(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`school/sessions/${sessionId}`, { kind: 'success', key: 'school.saved' }),
    again: async (form) => show(ctx, await sessionOf(ctx), form),
    stored: (typed) => stored(ctx, typed),
  });
}

/** The list of sessions, and planning one. */
export function sessionRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/school', page(list));
  router.get('/school.xlsx', page(exportSessions));
  router.get(
    '/school/sessions/new',
    page((ctx) => {
      requireRole(ctx, ...KEEPERS);
      return show(ctx, null);
    }),
  );
  router.post('/school/sessions/new', page(create));
  router.get(
    '/school/sessions/:sessionId/edit',
    page(async (ctx) => {
      requireRole(ctx, ...KEEPERS);
      await show(ctx, await sessionOf(ctx));
    }),
  );
  router.post('/school/sessions/:sessionId/edit', page(save));
  return router;
}
