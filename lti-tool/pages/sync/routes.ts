import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, GRADE_STATES, type GradeState } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { fieldList } from '../../web/forms.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';

type Grades = OutputOf<Contract['listGrades']>;
type Grade = Grades['rows'][number];

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

async function show(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId, t, fmt } = ctx;
  const [grades, gradebook] = await Promise.all([
    ctx.api.listGrades({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    deps.gradebook?.status(programmeId) ?? null,
  ]);
  const query: Query = { ...filters, page: undefined };
  ctx.render('sync/list', {
    lead: sentence(ctx, grades.counts),
    gradebook,
    download: { path: 'sync.xlsx', query },
    mayResend: ctx.role === 'coordinator',
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
    rows: grades.rows.map((grade) => ({
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
    })),
    pages: pagination(ctx, 'sync', query, grades),
  });
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

/** Sends again: the people named by a row's button, or all. */
async function resend(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const personIds = fieldList(ctx.req.body, 'personId');
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
  router.post(
    '/sync/resend',
    page((ctx) => resend(deps, ctx)),
  );
  router.post(
    '/sync/try-now',
    page((ctx) => tryNow(deps, ctx)),
  );
  return router;
}
