import { Router } from 'express';
import { z } from 'zod';
import {
  importFields,
  type Mapping,
  type RegisterImport,
} from '../../../service/api/register-imports.js';
import { REGISTERS, type Register } from '../../../service/api/registers.js';
import { AppError, invalid } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { postedFile } from '../../web/multipart.js';
import { TABLE_LIMITS } from '../../web/tables/read-table.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { changeLine, firstPeople, importListRoutes } from './import-lists.js';
import {
  doubtsModel,
  figures,
  importLine,
  mappingModel,
  mappingValues,
  problemColumns,
  problemLines,
  titleOf,
} from './import-model.js';
import { uploadRegister } from './read-upload.js';

const WHICH = { register: z.enum(REGISTERS).optional() };
const PAGES = { page: pageParameter };

const pathOf = (importId: string): string => `registers/imports/${importId}`;
const of = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  importId: idParam(ctx, 'importId'),
});
const read = (ctx: PageContext): Promise<RegisterImport> => ctx.api.getRegisterImport(of(ctx));
const versionOf = (ctx: PageContext): number => Number(fieldText(ctx.req.body, 'version'));

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { page } = readFilters(ctx, PAGES);
  const { programmeId } = ctx;
  const found = await ctx.api.listRegisterImports({ programmeId, page, pageSize: LIST_PAGE_SIZE });
  ctx.render('registers/imports', {
    rows: found.rows.map((one) => importLine(ctx, one)),
    pages: pagination(ctx, 'registers/imports', {}, found),
  });
}

const uploadLabels = ({ t }: PageContext) => ({
  register: t('registers.which'),
  file: t('registers.file'),
});

async function showUpload(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { register = 'mentees' } = readFilters(ctx, WHICH);
  const form = refused ?? (await openForm(ctx, { register }, { labels: uploadLabels(ctx) }));
  ctx.render(
    'registers/upload',
    {
      form,
      registers: REGISTERS.map((value) => ({ value, label: ctx.t(`registers.${value}`) })),
      maxBytes: TABLE_LIMITS.fileBytes,
    },
    refused ? 422 : 200,
  );
}

async function upload(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await submitForm(ctx, {
    labels: uploadLabels(ctx),
    attempt: async () => {
      const file = postedFile(ctx, 'file');
      if (file === null) throw invalid([{ path: 'file', code: 'import.noFile' }]);
      const register = fieldText(ctx.req.body, 'register');
      if (!REGISTERS.includes(register as Register)) {
        throw invalid([{ path: 'register', code: 'required' }]);
      }
      return uploadRegister(ctx, register as Register, file);
    },
    done: ({ importId }) => ctx.redirect(pathOf(importId)),
    again: (form) => showUpload(ctx, form),
  });
}

/** The first values of the columns, as long as the file is there. */
async function samplesOf(ctx: PageContext, { state }: RegisterImport): Promise<string[][]> {
  if (state !== 'draft' && state !== 'checked') return [];
  return (await ctx.api.listImportSamples(of(ctx))).columns;
}

/** That a file would write nothing, in words; empty: it would. */
function nothingToWrite({ t }: PageContext, { counts }: RegisterImport): string {
  if (counts === null) return '';
  const { newPeople, newPairs, filled, taken, changes } = counts;
  if (newPeople + newPairs + filled + taken > 0) return '';
  return t(changes > 0 ? 'registers.nothingButChanges' : 'registers.nothing');
}

async function peopleOf(ctx: PageContext, one: RegisterImport) {
  const lists = [await firstPeople(ctx, one, 'new'), await firstPeople(ctx, one, 'known')];
  return lists.filter((list) => list !== null);
}

/** Values that differ, a page of them; null: there are none. */
async function changesOf(ctx: PageContext, one: RegisterImport, page: number) {
  const found = await ctx.api.listImportChanges({ ...of(ctx), page, pageSize: LIST_PAGE_SIZE });
  if (found.total === 0) return null;
  return {
    rows: found.rows.map((change, index) => changeLine(ctx, one, change, index)),
    pages: pagination(ctx, pathOf(one.importId), {}, found),
  };
}

/** What stands on the page of an import by how far it is. */
async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await read(ctx);
  const { page } = readFilters(ctx, PAGES);
  const path = pathOf(one.importId);
  const isChecked = one.state === 'checked';
  const paging = { ...of(ctx), page, pageSize: LIST_PAGE_SIZE };
  const form = refused ?? createForm(ctx.t, mappingValues(one));
  const wrong = isChecked && (one.counts?.problems ?? 0) > 0;
  const problems = wrong ? await ctx.api.listImportProblems(paging) : null;
  // First what is wrong is put right in the file; then whom it means is asked.
  const asks = isChecked && !wrong && (one.counts?.doubts ?? 0) > 0;
  const doubts = asks ? await ctx.api.listImportDoubts(paging) : null;
  const ready = isChecked && !wrong && !asks;
  const isKnown = ready || one.state === 'done';
  const undo = one.state === 'done' ? await ctx.api.listUndoObstacles(of(ctx)) : null;
  ctx.render(
    'registers/import',
    {
      one,
      path,
      register: ctx.t(`registers.${one.register}`),
      figures: figures(ctx, one),
      step: one.state === 'draft' ? 1 : isChecked ? 2 : 3,
      mapping: mappingModel(ctx, one, await samplesOf(ctx, one), form),
      form,
      problems: problems === null ? [] : problemLines(ctx, one, problems.rows),
      doubts: doubts === null ? [] : doubtsModel(ctx, doubts),
      pages: (problems ?? doubts) ? pagination(ctx, path, {}, (problems ?? doubts) as never) : null,
      ready,
      nothing: ready ? nothingToWrite(ctx, one) : '',
      people: isKnown ? await peopleOf(ctx, one) : [],
      changes: isKnown ? await changesOf(ctx, one, page) : null,
      obstacles: (undo?.obstacles ?? []).map(({ code, n, names }) => ({
        words: ctx.t(`errors.${code}`, { n }),
        names: names.join('; '),
      })),
      inWay: (undo?.imports ?? []).map(({ importId, register, at }) => ({
        href: ctx.url(pathOf(importId)),
        words: ctx.t('registers.undo.import', {
          register: ctx.t(`registers.${register}`),
          at: ctx.fmt.dateTime(at),
        }),
      })),
      at: ctx.fmt.dateTime(one.at),
      undoneAt: ctx.fmt.dateTime(one.undoneAt),
    },
    refused ? 422 : 200,
  );
}

/** The words of an import's progress, for its page and the script there. */
const progressWords = (ctx: PageContext, one: RegisterImport): string =>
  ctx.t('registers.progress', { done: one.progress, total: one.totalRows });

async function progress(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await read(ctx);
  ctx.res.setHeader('Cache-Control', 'no-store').json({
    running: one.state === 'running' && !one.stalled,
    value: one.progress,
    max: one.totalRows,
    words: progressWords(ctx, one),
  });
}

/** Runs a step and comes back to the page of the import, whatever became of it. */
async function step(
  ctx: PageContext,
  attempt: () => Promise<RegisterImport>,
  done: () => void = () => ctx.redirect(pathOf(of(ctx).importId)),
): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await read(ctx);
  const labels = Object.fromEntries(
    importFields(one.register).map((field) => [`mapping.${field}`, titleOf(one, field)]),
  );
  try {
    await submitForm(ctx, {
      labels,
      attempt,
      done,
      again: (form) => show(ctx, form),
    });
  } catch (error) {
    // Somebody else was faster: what stands now is shown, nothing that was typed is lost.
    if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
    ctx.redirect(pathOf(one.importId), { kind: 'warning', key: 'registers.changedMeanwhile' });
  }
}

async function check(ctx: PageContext): Promise<void> {
  const { body } = ctx.req;
  await step(ctx, async () => {
    const { register } = await read(ctx);
    const mapping: Mapping = {};
    for (const field of importFields(register)) {
      const chosen = fieldText(body, `mapping.${field}`);
      if (/^\d+$/.test(chosen)) mapping[field] = Number(chosen);
    }
    return ctx.api.checkRegisterImport({ ...of(ctx), mapping, version: versionOf(ctx) });
  });
}

async function decide(ctx: PageContext): Promise<void> {
  const { body } = ctx.req;
  const rest = fieldText(body, 'rest');
  await step(ctx, () => {
    const decisions = Array.from({ length: LIST_PAGE_SIZE }, (_, index) => ({
      key: fieldText(body, `key.${index}`),
      choice: fieldText(body, `who.${index}`),
    })).filter(({ key, choice }) => key !== '' && choice !== '');
    return ctx.api.decideImportDoubts({
      ...of(ctx),
      decisions,
      rest: rest === 'same' || rest === 'new' ? rest : null,
      version: versionOf(ctx),
    });
  });
}

async function choose(ctx: PageContext): Promise<void> {
  const { body } = ctx.req;
  const all = fieldText(body, 'all');
  await step(ctx, () => {
    const choices = Array.from({ length: LIST_PAGE_SIZE }, (_, index) => ({
      key: fieldText(body, `key.${index}`),
      take: fieldText(body, `take.${index}`) === 'yes',
    })).filter(({ key }) => key !== '');
    return ctx.api.chooseImportChanges({
      ...of(ctx),
      choices,
      all: all === 'take' || all === 'keep' ? all : null,
      version: versionOf(ctx),
    });
  });
}

async function undo(ctx: PageContext): Promise<void> {
  await step(
    ctx,
    () => ctx.api.undoRegisterImport({ ...of(ctx), version: versionOf(ctx) }),
    () => ctx.redirect(pathOf(of(ctx).importId), { kind: 'success', key: 'registers.undone' }),
  );
}

async function drop(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await ctx.api.dropRegisterImport(of(ctx));
  ctx.redirect('registers/imports/new', { kind: 'success', key: 'registers.dropped' });
}

async function downloadProblems(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await read(ctx);
  const pages = eachPage((page, pageSize) =>
    ctx.api.listImportProblems({ ...of(ctx), page, pageSize }),
  );
  async function* lines() {
    for await (const rows of pages) yield problemLines(ctx, one, rows);
  }
  await sendXlsx(ctx, ctx.t('registers.problems.file'), problemColumns(ctx), lines());
}

/** Taking in a register: file, columns, what is wrong and who is who, then all at once; and undoing it. */
export function importRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/registers/imports', page(list));
  router.get(
    '/registers/imports/new',
    page((ctx) => showUpload(ctx)),
  );
  router.post('/registers/imports/new', page(upload));
  router.get(
    '/registers/imports/:importId',
    page((ctx) => show(ctx)),
  );
  router.get('/registers/imports/:importId/progress.json', page(progress));
  router.get('/registers/imports/:importId/problems.xlsx', page(downloadProblems));
  router.post('/registers/imports/:importId/mapping', page(check));
  router.post('/registers/imports/:importId/decisions', page(decide));
  router.post('/registers/imports/:importId/choices', page(choose));
  router.use(importListRoutes(page));
  router.post(
    '/registers/imports/:importId/run',
    page((ctx) =>
      step(ctx, () => ctx.api.runRegisterImport({ ...of(ctx), version: versionOf(ctx) })),
    ),
  );
  router.post('/registers/imports/:importId/undo', page(undo));
  router.post('/registers/imports/:importId/drop', page(drop));
  return router;
}
