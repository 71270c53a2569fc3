import { Router } from 'express';
import type { CriteriaSheet, Criterion } from '../../../service/api/criteria.js';
import { MOST_POINTS } from '../../../service/api/criteria.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { readCriteria, textOf } from './criteria-text.js';
import { criteriaWords } from './selection-words.js';

const READERS = ['coordinator', 'curator', 'head', 'methodist', 'psychologist'] as const;
const LIST_PATH = 'selection/criteria';

const personOf = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  personId: idParam(ctx, 'personId'),
});

async function showList(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const list = await ctx.api.getCriteria({ programmeId: ctx.programmeId });
  const initial = { items: textOf(list.items) };
  const labels = { items: ctx.t('criteria.items') };
  ctx.render(
    'selection/criteria-list',
    {
      list,
      lead: ctx.t(list.number === 0 ? 'criteria.listDefault' : 'criteria.listNumber', {
        n: list.number,
      }),
      mayEdit: ctx.role === 'coordinator',
      form: refused ?? (await openForm(ctx, initial, { labels })),
    },
    refused ? 422 : 200,
  );
}

async function saveList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const known = (await ctx.api.getCriteria({ programmeId })).items;
  await submitForm(ctx, {
    labels: { items: ctx.t('criteria.items') },
    attempt: () =>
      ctx.api.updateCriteria({
        programmeId,
        items: readCriteria(fieldText(body, 'items'), known),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(LIST_PATH, { kind: 'success', key: 'criteria.listSaved' }),
    again: (form) => showList(ctx, form),
    stored: async (typed) => {
      const now = await ctx.api.getCriteria({ programmeId });
      return {
        version: now.number,
        shown: { items: textOf(now.items) },
        typed: { items: String(typed['items'] ?? '') },
        back: LIST_PATH,
      };
    },
  });
}

const SCORES = Array.from({ length: MOST_POINTS + 1 }, (_, points) => points);

const sheetModel = (ctx: PageContext, sheet: CriteriaSheet) => ({
  assessor: sheet.assessor,
  date: ctx.fmt.date(sheet.filledOn),
  points: ctx.t('criteria.points', {
    sum: sheet.sum,
    most: sheet.most,
    level: ctx.ref('criteriaLevel', sheet.level),
  }),
  comment: sheet.comment ?? '',
  mine: sheet.mine,
  as: sheet.memberId ?? 'self',
  lines: sheet.items.map((item) => ({ text: item.text, points: sheet.scores[item.code] ?? 0 })),
});

interface Filling {
  /** `self`, or the member of the council in whose name it is. */
  as: string;
  assessor: string;
  items: readonly Criterion[];
  values: FormValues;
  version: number;
}

/** The sheet that is filled in or changed now; null: the caller assesses nobody here. */
async function fillingOf(
  ctx: PageContext,
  sheets: Awaited<ReturnType<PageContext['api']['listCriteriaSheets']>>,
): Promise<Filling | null> {
  const { as: posted } = ctx.req.body ?? {};
  const asked = typeof posted === 'string' ? posted : String(ctx.req.query['as'] ?? '');
  const own = sheets.rows.find((row) => row.mine && (row.memberId ?? 'self') === asked);
  if (own) {
    const scores = Object.entries(own.scores).map(([code, n]) => [`scores.${code}`, String(n)]);
    const values = { ...Object.fromEntries(scores), comment: own.comment ?? '' };
    return { as: asked, assessor: own.assessor, items: own.items, values, version: own.version };
  }
  const open =
    sheets.assessors.find(({ memberId }) => (memberId ?? 'self') === asked) ?? sheets.assessors[0];
  if (!open) return null;
  const { items } = await ctx.api.getCriteria({ programmeId: ctx.programmeId });
  return { as: open.memberId ?? 'self', assessor: open.name, items, values: {}, version: 0 };
}

const labelsOf = ({ t }: PageContext, items: readonly Criterion[]): Labels => ({
  ...Object.fromEntries(items.map(({ code, text }) => [`scores.${code}`, text])),
  comment: t('criteria.comment'),
});

async function showSheets(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const of = personOf(ctx);
  const sheets = await ctx.api.listCriteriaSheets(of);
  const filling = await fillingOf(ctx, sheets);
  ctx.render(
    'selection/sheets',
    {
      name: sheets.name,
      path: `mentors/${of.personId}/criteria`,
      back: `participants/${of.personId}`,
      summary: sheets.summary ? criteriaWords(ctx, sheets.summary) : ctx.t('criteria.none'),
      sheets: sheets.rows.map((row) => sheetModel(ctx, row)),
      filling: filling && {
        ...filling,
        form:
          refused ??
          (await openForm(ctx, filling.values, { labels: labelsOf(ctx, filling.items) })),
      },
      others: sheets.assessors
        .filter(({ memberId }) => (memberId ?? 'self') !== filling?.as)
        .map(({ memberId, name }) => ({ as: memberId ?? 'self', name })),
      scores: SCORES.map((points) => ({
        value: String(points),
        label: ctx.t(`criteria.score.${points}`),
      })),
    },
    refused ? 422 : 200,
  );
}

const readScores = (body: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.keys((body ?? {}) as object)
      .filter((name) => name.startsWith('scores.') && fieldText(body, name) !== '')
      .map((name) => [name.slice('scores.'.length), Number(fieldText(body, name))]),
  );

async function fill(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { body } = ctx.req;
  const of = personOf(ctx);
  const as = fieldText(body, 'as');
  const filling = await fillingOf(ctx, await ctx.api.listCriteriaSheets(of));
  const path = `mentors/${of.personId}/criteria`;
  await submitForm(ctx, {
    labels: labelsOf(ctx, filling?.items ?? []),
    attempt: async () => {
      try {
        return await ctx.api.fillCriteriaSheet({
          ...of,
          memberId: as === 'self' || as === '' ? null : as,
          scores: readScores(body),
          comment: fieldOrNull(body, 'comment'),
          version: Number(fieldText(body, 'version') || 0),
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
        // The form goes on from what is so now.
        delete body.version;
        const problems = [{ path: '', code: 'criteria.changed' }];
        throw new AppError('conflict', 'the sheet changed', { problems, cause: error });
      }
    },
    done: () => ctx.redirect(path, { kind: 'success', key: 'criteria.saved' }),
    again: (form) => showSheets(ctx, form),
  });
}

/** «Критерии»: the list and its versions, and the sheets of a candidate. */
export function criteriaRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    `/${LIST_PATH}`,
    page((ctx) => showList(ctx)),
  );
  router.post(`/${LIST_PATH}`, page(saveList));
  router.get(
    '/mentors/:personId/criteria',
    page((ctx) => showSheets(ctx)),
  );
  router.post('/mentors/:personId/criteria', page(fill));
  return router;
}
