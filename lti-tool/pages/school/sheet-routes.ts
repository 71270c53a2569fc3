import { Router } from 'express';
import { SCHOOL_MARKS, type SchoolMark, type SchoolState } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { materialModel } from './material-words.js';
import { isKeeper, KEEPERS, READERS } from './roles.js';
import { type SessionPage, sessionOf } from './session-routes.js';
import { audienceWords, stateWords, whenWords } from './session-words.js';

/** What was typed into a sheet that could not be saved, and who stands against it. */
interface Typed {
  body: unknown;
  /** Those whom somebody else has marked meanwhile. */
  changed: readonly string[];
  form: FormView;
}

const asMark = (text: string): SchoolMark | null =>
  SCHOOL_MARKS.find((mark) => mark === text) ?? null;

/** The sheet: each mentor with the marks that can be given, as stored or as typed. */
function sheetModel(ctx: PageContext, session: SessionPage, typed: Typed | undefined) {
  const onSheet = session.sheet.map((row) => {
    const said = typed ? fieldText(typed.body, `mark.${row.personId}`) : (row.mark ?? '');
    const isChanged = typed?.changed.includes(row.personId) ?? false;
    return {
      ...row,
      said,
      problem: isChanged
        ? ctx.t('school.sheet.changed', {
            mark: row.mark === null ? ctx.t('school.sheet.none') : ctx.ref('schoolMark', row.mark),
          })
        : '',
    };
  });
  return onSheet;
}

function factsOf(ctx: PageContext, session: SessionPage) {
  const { t } = ctx;
  const lines: [string, string | null][] = [
    ['school.audience', audienceWords(ctx, session)],
    ['school.leader', session.leader],
    ['school.place', session.place],
    ['school.topics', session.topics],
    ['school.cancelReason', session.cancelReason],
  ];
  return lines.filter(([, value]) => value).map(([key, value]) => ({ label: t(key), value }));
}

function markedWords(ctx: PageContext, session: SessionPage): string {
  const { people, present, absent, excused } = session;
  if (present + absent + excused === 0) return ctx.t('school.sheet.lead', { n: people });
  const none = people - present - absent - excused;
  return ctx.t('school.sheet.counts', { present, absent, excused, none });
}

async function show(ctx: PageContext, typed?: Typed, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const session = await sessionOf(ctx);
  const { rows: materials } = await ctx.api.listSchoolMaterials({
    programmeId: ctx.programmeId,
    sessionId: session.sessionId,
  });
  const { t, fmt } = ctx;
  const early = session.heldOn > fmt.today;
  const marked = session.sheet.some((row) => row.mark !== null);
  const markable = isKeeper(ctx.role) && !early && session.state !== 'cancelled';
  const cancel = session.state !== 'cancelled' && !marked;
  // What a form was refused with that is not on the page any more.
  const unseen = [...(markable ? [] : [typed?.form]), ...(cancel ? [] : [refused])];
  ctx.render(
    'school/show',
    {
      session,
      problems: unseen.flatMap((form) => form?.summary.map(({ message }) => message) ?? []),
      path: `school/sessions/${session.sessionId}`,
      lead: `${whenWords(ctx, session)} · ${fmt.minutes(session.minutes)}`,
      state: stateWords(ctx, session.state),
      facts: factsOf(ctx, session),
      mayEdit: isKeeper(ctx.role),
      early,
      markable,
      marks: SCHOOL_MARKS.map((value) => ({ value, label: ctx.ref('schoolMark', value) })),
      marked: markedWords(ctx, session),
      sheet: sheetModel(ctx, session, typed),
      others: session.others,
      sheetForm: typed?.form ?? createForm(t, {}),
      stateForm: refused ?? createForm(t, {}),
      refused: refused !== undefined,
      actions: {
        cancel,
        plan: session.state === 'cancelled' || (session.state === 'held' && !marked),
      },
      materials: materials.map((one) => materialModel(ctx, one)),
    },
    typed || refused ? 422 : 200,
  );
}

/** The marks that differ from what the form was opened with; with `rest`, of all who have none too. */
function marksOf(body: unknown): { personId: string; mark: SchoolMark | null; version: number }[] {
  const names = Object.keys((body ?? {}) as object).filter((name) => name.startsWith('version.'));
  const rest = asMark(fieldText(body, 'rest'));
  const changed = names.flatMap((name) => {
    const personId = name.slice('version.'.length);
    const mark = asMark(fieldText(body, `mark.${personId}`)) ?? rest;
    const before = asMark(fieldText(body, `was.${personId}`));
    return mark === before ? [] : [{ personId, mark, version: Number(fieldText(body, name)) }];
  });
  const late = fieldText(body, 'add');
  return late === '' || fieldText(body, 'rest') !== ''
    ? changed
    : [...changed, { personId: late, mark: 'present' as const, version: 0 }];
}

/** Who was marked by somebody else meanwhile; null: it failed for another reason. */
function changedBy(error: unknown): string[] | null {
  if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') return null;
  const ids: unknown = error.details['personIds'];
  return Array.isArray(ids) ? ids.map(String) : [];
}

async function mark(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  const sessionId = idParam(ctx, 'sessionId');
  const labels = { add: ctx.t('school.sheet.add') };
  const again = (form: FormView, changed: readonly string[] = []) =>
    show(ctx, { body, changed, form });
  try {
    await submitForm(ctx, {
      labels,
      attempt: () =>
        ctx.api.markSchoolAttendance({
          programmeId: ctx.programmeId,
          sessionId,
          marks: marksOf(body),
          idempotencyKey: fieldText(body, 'idempotencyKey'),
        }),
      done: () =>
        ctx.redirect(`school/sessions/${sessionId}`, {
          kind: 'success',
          key: 'school.sheet.saved',
        }),
      again,
    });
  } catch (error) {
    const changed = changedBy(error);
    if (changed === null) throw error;
    const problems = [{ path: '', code: 'school.sheetChanged' }];
    await again(createForm(ctx.t, {}, { labels, problems }), changed);
  }
}

async function setState(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  const sessionId = idParam(ctx, 'sessionId');
  const state = fieldText(body, 'state') as SchoolState;
  await submitForm(ctx, {
    labels: { reason: ctx.t('school.cancelReason') },
    attempt: () =>
      ctx.api.setSchoolSessionState({
        programmeId: ctx.programmeId,
        sessionId,
        state,
        reason: fieldText(body, 'reason'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`school/sessions/${sessionId}`, {
        kind: 'success',
        key: `school.became.${state}`,
      }),
    again: (form) => show(ctx, undefined, form),
  });
}

/** The page of a session: who was there, its materials, whether it takes place. */
export function sheetRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/school/sessions/:sessionId',
    page((ctx) => show(ctx)),
  );
  router.post('/school/sessions/:sessionId', page(mark));
  router.post('/school/sessions/:sessionId/state', page(setState));
  return router;
}
