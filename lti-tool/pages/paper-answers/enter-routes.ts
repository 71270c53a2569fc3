import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { labelsOf } from '../my-surveys/question-views.js';
import { paperQuestions, spaced } from './sheet-view.js';
import { typedAnswers } from './typed-answers.js';

type Sheet = OutputOf<Contract['findSheet']>;

const at = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  waveId: idParam(ctx, 'waveId'),
});

/** The page that asks for the next code. */
async function askCode(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const paper = await ctx.api.getPaper(at(ctx));
  ctx.render(
    'paper-answers/code',
    {
      form,
      path: `surveys/${paper.waveId}/paper`,
      title: paper.title,
      open: paper.state === 'open',
      entered: paper.entered,
      printed: paper.printed,
    },
    status,
  );
}

const codeForm = (ctx: PageContext, code: string, problems: AppError['problems'] = []): FormView =>
  createForm(ctx.t, { code }, { labels: { code: ctx.t('paper.code') }, problems });

/** Looks a typed code up; one that is none is asked for again, with what is wrong. */
async function openCode(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const typed = String(ctx.req.query['code'] ?? '').slice(0, 40);
  if (typed.trim() === '') return askCode(ctx, codeForm(ctx, ''));
  try {
    const { sheet, anonymous, waveId } = await ctx.api.findSheet({ ...at(ctx), code: typed });
    if (anonymous && sheet.state === 'entered') {
      const problem = { path: 'code', code: 'sheet.enteredAnonymous' };
      return await askCode(ctx, codeForm(ctx, typed, [problem]), 422);
    }
    ctx.redirect(`surveys/${waveId}/paper/enter/${sheet.code}`);
  } catch (error) {
    const wrongCode =
      error instanceof AppError && error.problems.some(({ path }) => path === 'code');
    if (!wrongCode) throw error;
    await askCode(ctx, codeForm(ctx, typed, error.problems), 422);
  }
}

const sheetOf = (ctx: PageContext): Promise<Sheet> =>
  ctx.api.findSheet({ ...at(ctx), code: pathParam(ctx, 'code') });

/** Why a sheet is only entered over what is there: a key of the words; null: nothing is there. */
function standsAlready({ sheet, anonymous }: Sheet): string | null {
  if (anonymous) return null;
  if (sheet.state === 'entered') return 'sheet.entered';
  return { none: null, draft: 'sheet.begun', submitted: 'sheet.answered' }[sheet.online];
}

function showSheet(ctx: PageContext, found: Sheet, form: FormView, status = 200): void {
  const { sheet, definition, people } = found;
  const path = `surveys/${found.waveId}/paper`;
  const over = standsAlready(found);
  const required = ctx.t('errors.answer.required');
  ctx.render(
    'paper-answers/enter',
    {
      form,
      path,
      action: `${path}/enter/${sheet.code}`,
      title: found.title,
      open: found.state === 'open',
      code: spaced(sheet.code),
      who: sheet.person?.name ?? ctx.t('paper.nobody'),
      group: sheet.groupName ?? '',
      questions: paperQuestions(ctx, definition.questions, people),
      over: over === null ? '' : ctx.t(`errors.${over}`),
      // Offered once the form was refused for it.
      gaps: Object.values(form.errors).includes(required) || form.value('incomplete') === '1',
    },
    status,
  );
}

const labelsFor = (ctx: PageContext, { definition }: Sheet) => ({
  ...labelsOf(ctx, definition.questions),
  replace: ctx.t('paper.replaceLabel'),
});

async function openSheet(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const found = await sheetOf(ctx);
  showSheet(ctx, found, await openForm(ctx, {}, { labels: labelsFor(ctx, found) }));
}

async function postSheet(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const found = await sheetOf(ctx);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsFor(ctx, found),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.enterSheet({
          ...at(ctx),
          code: found.sheet.code,
          answers: typedAnswers(found.definition.questions, body),
          incomplete: fieldText(body, 'incomplete') === '1',
          replace: fieldText(body, 'replace') === '1',
          idempotencyKey: fieldOrNull(body, 'idempotencyKey') ?? ctx.idempotencyKey(),
        }),
      ),
    done: ({ replaced }) =>
      ctx.redirect(`surveys/${found.waveId}/paper/enter`, {
        kind: 'success',
        key: replaced ? 'paper.replaced' : 'paper.entered',
      }),
    again: (form) => showSheet(ctx, found, form, 422),
  });
}

/** The quick entry of returned sheets: a code, the answers, the next one. */
export function enterRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/surveys/:waveId/paper/enter', page(openCode));
  router.get('/surveys/:waveId/paper/enter/:code', page(openSheet));
  router.post('/surveys/:waveId/paper/enter/:code', page(postSheet));
  return router;
}
