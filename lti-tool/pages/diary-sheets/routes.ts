import { Router } from 'express';
import { MEETING_KINDS } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldList, fieldOrNull } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { storedTitle } from '../pairs/pair-words.js';
import { spaced } from '../paper-answers/sheet-view.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;

const codeForm = (ctx: PageContext, code: string, problems: AppError['problems'] = []): FormView =>
  createForm(ctx.t, { code }, { labels: { code: ctx.t('paper.code') }, problems });

const askCode = (ctx: PageContext, form: FormView, status = 200): void =>
  ctx.render('diary-sheets/code', { form, staff: ctx.role !== 'mentor' }, status);

/** Looks a typed code up and opens its rows; one that is none is asked for again, with what is wrong. */
async function openCode(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const typed = String(ctx.req.query['code'] ?? '').slice(0, 40);
  if (typed.trim() === '') return askCode(ctx, codeForm(ctx, ''));
  try {
    const sheet = await ctx.api.findDiarySheet({ programmeId: ctx.programmeId, code: typed });
    ctx.redirect(`meetings/several/${sheet.pairId}?sheet=${sheet.code}`);
  } catch (error) {
    const wrong = error instanceof AppError && error.problems.some(({ path }) => path === 'code');
    if (!wrong) throw error;
    askCode(ctx, codeForm(ctx, typed, error.problems), 422);
  }
}

async function make(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { body } = ctx.req;
  const pairIds = fieldList(body, 'pairIds');
  if (pairIds.length === 0)
    return ctx.redirect('pairs', { kind: 'warning', key: 'diary.chooseFirst' });
  const { batchId } = await ctx.api.makeDiarySheets({
    programmeId: ctx.programmeId,
    pairIds,
    idempotencyKey: fieldOrNull(body, 'idempotencyKey') ?? ctx.idempotencyKey(),
  });
  ctx.redirect(`diary-sheets/${batchId}`);
}

async function print(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const { sheets } = await ctx.api.getDiarySheets({
    programmeId: ctx.programmeId,
    batchId: idParam(ctx, 'batchId'),
  });
  const names = (people: readonly { name: string }[]) =>
    ctx.fmt.list(people.map((one) => one.name));
  ctx.render('diary-sheets/print', {
    programme: ctx.me.programme.title,
    kinds: MEETING_KINDS.map((kind) => ctx.ref('meetingKind', kind).toLowerCase()).join(', '),
    sheets: sheets.map((sheet) => ({
      code: spaced(sheet.code),
      title: storedTitle(ctx.t, sheet.pairTitle),
      mentors: names(sheet.mentors),
      mentees: names(sheet.mentees),
      group: sheet.mentees.length > 1,
      rows: Array.from({ length: sheet.rowCount }, (_, n) => n + 1),
    })),
  });
}

/** The diary of meetings on paper: sheets to be printed, and the code of one that came back. */
export function diarySheetRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/diary-sheets', page(openCode));
  router.post('/diary-sheets', page(make));
  router.get('/diary-sheets/:batchId', page(print));
  return router;
}
