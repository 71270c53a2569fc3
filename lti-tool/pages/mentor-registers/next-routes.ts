import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { AppError, notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { protocolTitle } from '../council/council-words.js';
import { idParam } from '../meetings/path-ids.js';

type Proposal = OutputOf<Contract['proposeMentorRegister']>;
type Row = Proposal['rows'][number];

const READERS = ['coordinator', 'curator', 'head'] as const;
const PATH = 'mentor-registers/next';
const PROTOCOLS_AT_MOST = 100;
const FIELDS = ['orderNumber', 'orderOn', 'protocolId', 'basis'] as const;

const labelsOf = ({ t }: PageContext): Labels =>
  Object.fromEntries(FIELDS.map((name) => [name, t(`mentorRegister.${name}`)]));

const WHICH = ['in', 'out', 'leaving'] as const;
const FILTERS = {
  search: searchParameter,
  which: z.enum(WHICH).optional(),
  page: pageParameter,
};

/** The filters of an address, kept in the addresses that lead away from the list and back. */
function filtersOf(ctx: PageContext) {
  const { page, ...filters } = readFilters(ctx, FILTERS);
  return { filters, page, query: { ...filters, page: page === 1 ? undefined : page } };
}

/** A path of ours with filters, for a redirect or the action of a form. */
function withQuery(path: string, query: Query): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) said.set(name, String(value));
  return said.size === 0 ? path : `${path}?${said}`;
}

const rowModel = (ctx: PageContext, row: Row, query: Query) => ({
  name: row.name,
  place: row.place,
  href: ctx.url(`participants/${row.personId}`),
  lacks: row.lacks.map((gap) => ctx.ref('selectionGap', gap)).join(', '),
  included: row.included,
  reason: row.reason ?? '',
  carried: row.carried,
  inForce: row.inForce,
  chooseHref: row.possible ? ctx.url(`${PATH}/${row.personId}`, query) : null,
});

/** That decisions of the last time count again, for the coordinator to look at; empty: none do. */
function carriedWords(ctx: PageContext, { carried: n, inForce }: Proposal): string {
  if (n === 0 || inForce === null) return '';
  const { orderNumber: number, orderOn } = inForce;
  return ctx.t('mentorRegister.carried', { n, number, date: ctx.fmt.date(orderOn) });
}

function filterBar({ t }: PageContext, filters: Query, { included, mentors, leaving }: Proposal) {
  const n = { in: included, out: mentors - included, leaving };
  return {
    path: PATH,
    search: { name: 'search', label: t('mentorRegister.search'), value: filters['search'] },
    selects: [
      {
        name: 'which',
        label: t('mentorRegister.inRegister'),
        value: filters['which'],
        all: t('list.all'),
        options: WHICH.map((value) => ({
          value,
          label: t(`mentorRegister.which.${value}`, { n: n[value] }),
        })),
      },
    ],
    reset: isFiltered(filters),
  };
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const { t, programmeId } = ctx;
  const mayEdit = ctx.role === 'coordinator';
  const { filters, page, query } = filtersOf(ctx);
  const paging = { page, pageSize: LIST_PAGE_SIZE };
  const [proposal, protocols] = await Promise.all([
    ctx.api.proposeMentorRegister({ programmeId, ...filters, ...paging }),
    ctx.api.listProtocols({ programmeId, state: 'signed', pageSize: PROTOCOLS_AT_MOST }),
  ]);
  const { rows, included, mentors, leaving, includedIds } = proposal;
  const initial = { orderOn: ctx.fmt.today, protocolId: protocols.rows[0]?.protocolId ?? '' };
  ctx.render(
    'mentor-registers/next',
    {
      lead: t('mentorRegister.nextLead', { n: included, of: mentors }),
      mayEdit,
      version: proposal.version,
      isEmpty: mentors === 0,
      filterBar: filterBar(ctx, filters, proposal),
      rows: rows.map((row) => rowModel(ctx, row, query)),
      pages: pagination(ctx, PATH, filters, proposal),
      included: includedIds,
      carried: carriedWords(ctx, proposal),
      leaving: leaving > 0 ? t('mentorRegister.leaving', { n: leaving }) : '',
      form: refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
      protocols: protocols.rows.map((one) => ({
        value: one.protocolId,
        label: protocolTitle(ctx, one),
      })),
    },
    refused ? 422 : 200,
  );
}

/** What changed between the page and the button is said at the form, which shows what is so now. */
function atForm(body: Record<string, unknown>, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') return error;
  // The form goes on from what is so now.
  delete body['version'];
  const problems = [{ path: '', code: 'mentorRegister.changed' }];
  return new AppError('conflict', 'the register changed', { problems, cause: error });
}

async function approve(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () => {
      try {
        return await ctx.api.approveMentorRegister({
          programmeId: ctx.programmeId,
          orderNumber: fieldText(body, 'orderNumber'),
          orderOn: fieldText(body, 'orderOn'),
          basis: fieldOrNull(body, 'basis'),
          protocolId: fieldOrNull(body, 'protocolId'),
          personIds: fieldList(body, 'personIds'),
          version: Number(fieldText(body, 'version')),
          idempotencyKey: fieldText(body, 'idempotencyKey'),
        });
      } catch (error) {
        throw atForm(body, error);
      }
    },
    done: ({ registerId }) =>
      ctx.redirect(`mentor-registers/${registerId}`, {
        kind: 'success',
        key: 'mentorRegister.approved',
      }),
    again: (form) => show(ctx, form),
  });
}

async function findRow(ctx: PageContext): Promise<Row> {
  const personId = idParam(ctx, 'personId');
  const { programmeId } = ctx;
  const [row] = (await ctx.api.proposeMentorRegister({ programmeId, personId })).rows;
  if (!row) throw notFound('mentor');
  return row;
}

/** What was decided of somebody by hand, with its reason; empty: nothing. */
function decided({ t }: PageContext, { carried, reason }: Row): string {
  if (reason === null) return '';
  return `${t(carried ? 'mentorRegister.asBefore' : 'mentorRegister.decided')} ${reason}`;
}

async function showChoice(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const row = await findRow(ctx);
  const labels = { reason: ctx.t('mentorRegister.reason') };
  const including = !row.included;
  const { query } = filtersOf(ctx);
  ctx.render(
    'mentor-registers/choose',
    {
      name: row.name,
      path: withQuery(`${PATH}/${row.personId}`, query),
      list: withQuery(PATH, query),
      including,
      lacks: row.lacks.map((gap) => ctx.ref('selectionGap', gap)).join(', '),
      was: decided(ctx, row),
      // Back to what is proposed needs no reason.
      needsReason: including !== (row.lacks.length === 0),
      form: refused ?? (await openForm(ctx, {}, { labels })),
    },
    refused ? 422 : 200,
  );
}

async function choose(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: { reason: ctx.t('mentorRegister.reason') },
    attempt: () =>
      ctx.api.chooseForRegister({
        programmeId: ctx.programmeId,
        personId: idParam(ctx, 'personId'),
        included: fieldText(body, 'included') === 'yes',
        reason: fieldOrNull(body, 'reason'),
      }),
    done: ({ included }) =>
      ctx.redirect(withQuery(PATH, filtersOf(ctx).query), {
        kind: 'success',
        key: included ? 'mentorRegister.taken' : 'mentorRegister.left',
      }),
    again: (form) => showChoice(ctx, form),
  });
}

/** The next register: who is proposed, who is taken in or left out and why, the order that approves it. */
export function nextRegisterRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    `/${PATH}`,
    page((ctx) => show(ctx)),
  );
  router.post(`/${PATH}`, page(approve));
  router.get(
    `/${PATH}/:personId`,
    page((ctx) => showChoice(ctx)),
  );
  router.post(`/${PATH}/:personId`, page(choose));
  return router;
}
