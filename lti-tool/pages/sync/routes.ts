import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, GRADE_STATES, type GradeState } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { fieldList, fieldText } from '../../web/forms.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { checkAgain, resendFound, showCheck } from './check.js';

type Grades = OutputOf<Contract['listGrades']>;
type Grade = Grades['rows'][number];
type Delivery = OutputOf<Contract['getGradeDelivery']>;

const FILTERS = {
  search: searchParameter,
  state: z.enum(GRADE_STATES).optional(),
  page: pageParameter,
};
const SIGNS: Readonly<Record<GradeState, string>> = {
  waiting: '◐',
  sending: '◐',
  sent: '✓',
  refused: '○',
  not_graded: '–',
};

/** «отклонено: не студент курса». */
function stateWords(ctx: PageContext, grade: Grade): string {
  const state = ctx.ref('gradeState', grade.state);
  if (grade.reason === null || grade.state === 'sent') return state;
  const key = `grade.reason.${grade.reason}`;
  const reason = ctx.t(key);
  return `${state}: ${reason === key ? ctx.t('grade.reason.other') : reason}`;
}

function sentence(ctx: PageContext, counts: Grades['counts']): string {
  return ctx.t('sync.lead', {
    sent: counts['sent'] ?? 0,
    waiting: (counts['waiting'] ?? 0) + (counts['sending'] ?? 0),
    refused: counts['refused'] ?? 0,
    notGraded: counts['not_graded'] ?? 0,
  });
}

/** The bar: what has arrived of what is for the gradebook; what was refused is through as well. */
function deliveryModel({ t }: PageContext, { total, sent, refused, waiting }: Delivery) {
  const words = t('delivery.words', { sent, total, refused });
  const done = waiting === 0;
  return {
    words,
    note: t(done ? 'delivery.ended' : 'delivery.itself'),
    said: done ? t('delivery.done', { words }) : words,
    value: sent + refused,
    max: total,
    done,
  };
}

function rowModel(ctx: PageContext, grade: Grade) {
  const { t, fmt } = ctx;
  return {
    id: grade.personId,
    name: grade.name,
    score: grade.score,
    sign: SIGNS[grade.state],
    state: grade.state,
    words: stateWords(ctx, grade),
    again: grade.state === 'refused' || grade.state === 'waiting',
    when:
      grade.state === 'waiting' && grade.nextAttemptAt
        ? t('sync.next', { at: fmt.dateTime(grade.nextAttemptAt) })
        : fmt.dateTime(grade.sentAt),
  };
}

/** One page of the list and how far the delivery has come. */
async function readPage(ctx: PageContext) {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const [grades, delivery] = await Promise.all([
    ctx.api.listGrades({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    ctx.api.getGradeDelivery({ programmeId }),
  ]);
  return { filters, grades, delivery };
}

async function show(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const { programmeId, t, fmt } = ctx;
  const [{ filters, grades, delivery }, gradebook] = await Promise.all([
    readPage(ctx),
    deps.gradebook?.status(programmeId) ?? null,
  ]);
  const query: Query = { ...filters, page: undefined };
  ctx.render('sync/list', {
    lead: sentence(ctx, grades.counts),
    gradebook,
    download: { path: 'sync.xlsx', query },
    mayResend: ctx.role === 'coordinator',
    delivery: delivery.waiting > 0 ? deliveryModel(ctx, delivery) : null,
    ...(ctx.role === 'coordinator' && gradebook?.column
      ? { action: { path: 'sync/check', label: t('check.action') } }
      : {}),
    filterBar: {
      path: 'sync',
      search: { name: 'search', label: t('people.search'), value: filters.search },
      selects: [
        {
          name: 'state',
          label: t('sync.state'),
          value: filters.state,
          all: t('list.all'),
          options: GRADE_STATES.filter(
            (state) => grades.counts[state] || filters.state === state,
          ).map((value) => ({
            value,
            label: `${ctx.ref('gradeState', value)} (${fmt.number(grades.counts[value] ?? 0)})`,
          })),
        },
      ],
      reset: filters.search !== undefined || filters.state !== undefined,
    },
    rows: grades.rows.map((grade) => rowModel(ctx, grade)),
    pages: pagination(ctx, 'sync', query, grades),
  });
}

/** What the page keeps itself up to date with. */
async function showDelivery(ctx: PageContext): Promise<void> {
  const { grades, delivery } = await readPage(ctx);
  ctx.res.setHeader('Cache-Control', 'no-store');
  ctx.res.json({
    ...deliveryModel(ctx, delivery),
    lead: sentence(ctx, grades.counts),
    rows: grades.rows.map((grade) => {
      const { id, state, sign, words, when } = rowModel(ctx, grade);
      return { id, state, sign, words, when };
    }),
  });
}

/** Asks before everything is sent once more, with how many. */
async function askResend(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { resendable: n } = await ctx.api.getGradeDelivery({ programmeId: ctx.programmeId });
  ctx.render('sync/resend', { n, lead: ctx.t('sync.all.lead', { n }) });
}

async function exportGrades(ctx: PageContext): Promise<void> {
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const grades = eachPage((page, pageSize) =>
    ctx.api.listGrades({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  const { t } = ctx;
  await sendXlsx(
    ctx,
    t('nav.sync'),
    [
      { title: t('people.name'), width: 40, value: (g: Grade) => g.name },
      { title: t('sync.score'), value: (g: Grade) => g.score },
      { title: t('sync.state'), width: 40, value: (g: Grade) => stateWords(ctx, g) },
      {
        title: t('sync.sentAt'),
        width: 18,
        value: (g: Grade) => ({ at: ctx.fmt.local(g.sentAt) }),
      },
    ],
    grades,
  );
}

/** Sends again: the people named by a row's button, or all when that was asked for by its page. */
async function resend(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const personIds = fieldList(ctx.req.body, 'personId');
  if (personIds.length === 0 && fieldText(ctx.req.body, 'all') !== '1') {
    ctx.redirect('sync/resend');
    return;
  }
  const { queued } = await ctx.api.resendGrades({
    programmeId: ctx.programmeId,
    ...(personIds.length > 0 ? { personIds } : {}),
  });
  const { restsUntil = null } = (await deps.gradebook?.status(ctx.programmeId)) ?? {};
  if (restsUntil === null) {
    ctx.redirect('sync', { kind: 'success', key: 'sync.queued', params: { n: queued } });
    return;
  }
  const params = { n: queued, at: ctx.fmt.dateTime(restsUntil) };
  ctx.redirect('sync', { kind: 'warning', key: 'sync.queuedRests', params });
}

/** Does not wait for the end of the LMS's rest. */
async function tryNow(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  // The service decides whether this person may: only then the rest ends.
  const { queued } = await ctx.api.resendGrades({
    programmeId: ctx.programmeId,
    waitingOnly: true,
  });
  await deps.gradebook?.tryNow(ctx.programmeId);
  ctx.redirect('sync', { kind: 'success', key: 'sync.trying', params: { n: queued } });
}

/** «Оценки»: whose progress reached the gradebook, and why not. */
export function syncRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/sync',
    page((ctx) => show(deps, ctx)),
  );
  router.get('/sync.xlsx', page(exportGrades));
  router.get('/sync/delivery.json', page(showDelivery));
  router.get('/sync/resend', page(askResend));
  router.post(
    '/sync/resend',
    page((ctx) => resend(deps, ctx)),
  );
  router.post(
    '/sync/try-now',
    page((ctx) => tryNow(deps, ctx)),
  );
  router.get(
    '/sync/check',
    page((ctx) => showCheck(deps, ctx)),
  );
  router.post(
    '/sync/check',
    page((ctx) => checkAgain(deps, ctx)),
  );
  router.post(
    '/sync/check/resend',
    page((ctx) => resendFound(deps, ctx)),
  );
  return router;
}
