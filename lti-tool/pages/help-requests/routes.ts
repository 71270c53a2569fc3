import { Router } from 'express';
import { z } from 'zod';
import { HELP_STATES, type HelpState } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { threadLines } from '../my-pair/thread-routes.js';
import { storedTitle } from '../pairs/pair-words.js';

const FILTERS = { state: z.enum(HELP_STATES).optional(), page: pageParameter };

/** What stands in the answer of one request; others have empty forms. */
interface Typed {
  id: string;
  form: FormView;
}

/** How many wait for an answer, whatever page and state of the list is shown. */
async function openRequests(
  ctx: PageContext,
  state: HelpState | undefined,
  shown: number,
): Promise<number> {
  if (state === 'open') return shown;
  const { programmeId } = ctx;
  const answer = await ctx.api.listHelpRequests({
    programmeId,
    state: 'open',
    page: 1,
    pageSize: 1,
  });
  return answer.total;
}

async function show(ctx: PageContext, typed?: Typed): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const filters = readFilters(ctx, FILTERS);
  const { t } = ctx;
  const answer = await ctx.api.listHelpRequests({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const open = await openRequests(ctx, filters.state, answer.total);
  ctx.render(
    'help-requests/list',
    {
      lead: [
        t('help.lead', { n: open }),
        answer.typicalHours === null ? '' : t('help.typical', { n: answer.typicalHours }),
      ]
        .filter(Boolean)
        .join(' '),
      download: { path: 'help-requests.xlsx', query: { state: filters.state } },
      filterBar: {
        path: 'help-requests',
        selects: [
          {
            name: 'state',
            label: t('help.state'),
            value: filters.state,
            all: t('list.all'),
            options: HELP_STATES.map((value) => ({
              value,
              label: ctx.ref('helpState', value),
            })),
          },
        ],
        reset: filters.state !== undefined,
      },
      rows: answer.rows.map((row) => ({
        ...row,
        pairTitle: storedTitle(t, row.pairTitle),
        stateWord: ctx.ref('helpState', row.state),
        waits: row.state === 'open' || row.state === 'in_work',
        lines: threadLines(ctx, row).map((line) => ({
          ...line,
          who: line.byStaff ? t('help.by.curator') : row.personName,
        })),
        took: row.answeredIn === null ? '' : t('help.took', { n: hoursOf(row.answeredIn) }),
        when: ctx.fmt.dateTime(row.at),
        answeredWhen: ctx.fmt.dateTime(row.answeredAt),
        personHref: ctx.url(`participants/${row.personId}`),
        pairHref: ctx.url(`pairs/${row.pairId}`),
        form: typed?.id === row.helpRequestId ? typed.form : null,
      })),
      pages: pagination(ctx, 'help-requests', { ...filters, page: undefined }, answer),
    },
    typed && typed.form.summary.length > 0 ? 422 : 200,
  );
}

async function exportRequests(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { state } = readFilters(ctx, FILTERS);
  const { t, programmeId } = ctx;
  const requests = eachPage((page, pageSize) =>
    ctx.api.listHelpRequests({ programmeId, state, page, pageSize }),
  );
  type Row = Awaited<ReturnType<typeof ctx.api.listHelpRequests>>['rows'][number];
  await sendXlsx<Row>(
    ctx,
    t('help.title'),
    [
      { title: t('help.at'), width: 18, value: (row) => ({ at: ctx.fmt.local(row.at) }) },
      { title: t('people.name'), width: 36, value: (row) => row.personName },
      { title: t('pairs.pair'), width: 36, value: (row) => storedTitle(t, row.pairTitle) },
      { title: t('help.text'), width: 60, value: (row) => row.text },
      { title: t('help.state'), width: 16, value: (row) => ctx.ref('helpState', row.state) },
      { title: t('help.answer'), width: 60, value: (row) => row.answer },
      {
        title: t('help.answeredAt'),
        width: 18,
        value: (row) => ({ at: row.answeredAt === null ? null : ctx.fmt.local(row.answeredAt) }),
      },
      {
        title: t('help.hours'),
        width: 14,
        value: (row) => (row.answeredIn === null ? null : hoursOf(row.answeredIn)),
      },
    ],
    requests,
  );
}

/** The list, with the answer that an ended session kept put back into its form. */
async function open(ctx: PageContext): Promise<void> {
  const form = await openForm(ctx, {});
  if (!form.restored) return ctx.redirect('help-requests');
  await show(ctx, { id: idParam(ctx, 'helpRequestId'), form });
}

async function answer(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const helpRequestId = idParam(ctx, 'helpRequestId');
  await submitForm(ctx, {
    labels: { answer: ctx.t('help.answer') },
    attempt: () =>
      ctx.api.answerHelp({
        programmeId: ctx.programmeId,
        helpRequestId,
        answer: fieldText(body, 'answer'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('help-requests', { kind: 'success', key: 'help.sent' }),
    again: (form) => show(ctx, { id: helpRequestId, form }),
    stored: async (typed) => {
      const { rows } = await ctx.api.listHelpRequests({
        programmeId: ctx.programmeId,
        pageSize: 1000,
      });
      const now = rows.find((row) => row.helpRequestId === helpRequestId);
      return {
        version: now?.version ?? 1,
        shown: { answer: now?.answer ?? '' },
        typed: { answer: createForm(ctx.t, typed).value('answer') },
        back: 'help-requests',
      };
    },
  });
}

/** Takes a request into work, or closes it, by one press. */
async function setState(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const state = fieldText(body, 'state') === 'in_work' ? 'in_work' : 'closed';
  try {
    await ctx.api.setHelpState({
      programmeId: ctx.programmeId,
      helpRequestId: idParam(ctx, 'helpRequestId'),
      state,
      version: Number(fieldText(body, 'version')),
    });
    ctx.redirect('help-requests', { kind: 'success', key: `help.set.${state}` });
  } catch (error) {
    const met = error instanceof AppError && ['changed_meanwhile', 'invalid'].includes(error.code);
    if (!met) throw error;
    // The list shows how it stands now.
    ctx.redirect('help-requests', { kind: 'warning', key: 'help.changedMeanwhile' });
  }
}

const HOUR_MS = 3_600_000;
/** Whole hours, at least one. */
const hoursOf = (ms: number): number => Math.max(1, Math.round(ms / HOUR_MS));

/** Requests for help of those in a pair, for those who answer them. */
export function helpRequestRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/help-requests',
    page((ctx) => show(ctx)),
  );
  router.get('/help-requests.xlsx', page(exportRequests));
  router.get('/help-requests/:helpRequestId', page(open));
  router.post('/help-requests/:helpRequestId', page(answer));
  router.post('/help-requests/:helpRequestId/state', page(setState));
  return router;
}
