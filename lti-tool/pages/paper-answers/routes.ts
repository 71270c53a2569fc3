import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldOrNull, fieldText, openForm, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { enterRoutes } from './enter-routes.js';
import { paperQuestions, spaced } from './sheet-view.js';

/** Sheets of one printed page of the site: a printer's tray. */
const PRINTED_AT_ONCE = 40;
const BLANK = 30;

const wave = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  waveId: idParam(ctx, 'waveId'),
});

/** A part of the breakdown in words; '' is those without a group. */
const partWords = (ctx: PageContext, part: string): string =>
  ctx.t(`ref.form.${part}`) === `ref.form.${part}`
    ? part || ctx.t('paper.noGroup')
    : ctx.ref('form', part);

const labels = (ctx: PageContext) => ({
  blank: ctx.t('paper.blank'),
  part: ctx.t('paper.part'),
  whom: ctx.t('paper.whom'),
});

async function showPaper(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const filters =
    ctx.req.method === 'GET' ? readFilters(ctx, { page: pageParameter }) : { page: 1 };
  const [paper, sheets] = await Promise.all([
    ctx.api.getPaper(wave(ctx)),
    ctx.api.listSheets({ ...wave(ctx), page: filters.page, pageSize: LIST_PAGE_SIZE }),
  ]);
  const path = `surveys/${paper.waveId}/paper`;
  const open = paper.state === 'open' || paper.state === 'planned';
  const v = {
    form,
    path,
    title: paper.title,
    anonymous: paper.anonymous,
    state: paper.state,
    canMake: open && (paper.anonymous || paper.without > 0),
    canEnter: paper.state === 'open' && paper.printed > 0,
    without: paper.without,
    // To be chosen only where it makes a difference.
    whom:
      paper.withoutGuests === 0 || paper.withoutGuests === paper.without
        ? []
        : [
            { value: 'guests', label: ctx.t('paper.whom.guests', { n: paper.withoutGuests }) },
            { value: 'all', label: ctx.t('paper.whom.all', { n: paper.without }) },
          ],
    printed: paper.printed,
    entered: paper.entered,
    parts: (paper.parts ?? []).map((part) => ({ value: part, label: partWords(ctx, part) })),
    until: ctx.fmt.date(paper.endsOn),
    rows: sheets.rows.map((sheet) => ({
      code: spaced(sheet.code),
      who: sheet.person?.name ?? ctx.t('paper.nobody'),
      group: sheet.groupName ?? (sheet.part === null ? '' : partWords(ctx, sheet.part)),
      state: sheet.state === 'printed' && sheet.online === 'submitted' ? 'online' : sheet.state,
    })),
    pages: pagination(ctx, path, filters, sheets),
  };
  ctx.render('paper-answers/show', v, status);
}

async function makeSheets(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const blank = fieldText(body, 'blank').trim();
  // A group without a name is one of the parts too.
  const part = fieldText(body, 'hasParts') === '1' ? fieldText(body, 'part') : null;
  await submitForm(ctx, {
    labels: labels(ctx),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.makeSheets({
          ...wave(ctx),
          ...(blank === '' ? {} : { blank }),
          part,
          guestsOnly: fieldText(body, 'whom') === 'guests',
          idempotencyKey: fieldOrNull(body, 'idempotencyKey') ?? ctx.idempotencyKey(),
        }),
      ),
    done: ({ made }) =>
      ctx.redirect(`surveys/${idParam(ctx, 'waveId')}/paper`, {
        kind: 'success',
        key: 'paper.made',
        params: { n: made },
      }),
    again: (form) => showPaper(ctx, form, 422),
  });
}

/** The sheets that are still out, to be printed; so many at a time. */
async function printSheets(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, { page: pageParameter });
  const [paper, sheets] = await Promise.all([
    ctx.api.getPaper(wave(ctx)),
    ctx.api.listSheets({
      ...wave(ctx),
      state: 'printed',
      page: filters.page,
      pageSize: PRINTED_AT_ONCE,
    }),
  ]);
  const path = `surveys/${paper.waveId}/paper`;
  ctx.render('paper-answers/print', {
    path,
    title: paper.title,
    anonymous: paper.anonymous,
    intro: paper.definition.intro[ctx.locale] || paper.definition.intro.ru,
    until: ctx.fmt.date(paper.endsOn),
    questions: paperQuestions(ctx, paper.definition.questions, paper.people),
    sections: Object.fromEntries(
      paper.definition.questions.flatMap((question, i, all) => {
        const found = paper.definition.sections.find(({ code }) => code === question.section);
        const begins = found && question.section !== all[i - 1]?.section;
        return begins ? [[i + 1, found.title[ctx.locale] || found.title.ru]] : [];
      }),
    ),
    sheets: sheets.rows
      .filter(({ online }) => online !== 'submitted')
      .map((sheet) => ({
        code: spaced(sheet.code),
        who: sheet.person?.name ?? '',
        group: sheet.groupName ?? '',
      })),
    pages: pagination(ctx, `${path}/print`, filters, sheets),
  });
}

/** A wave on paper: sheets to print, and the quick entry of those that come back. */
export function paperRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/surveys/:waveId/paper',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      await showPaper(
        ctx,
        await openForm(ctx, { blank: String(BLANK), whom: 'guests' }, { labels: labels(ctx) }),
      );
    }),
  );
  router.post('/surveys/:waveId/paper', page(makeSheets));
  router.get('/surveys/:waveId/paper/print', page(printSheets));
  router.use(enterRoutes(deps, page));
  return router;
}
