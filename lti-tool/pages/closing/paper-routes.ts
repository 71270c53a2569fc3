import { Router } from 'express';
import { z } from 'zod';
import type { ClosingPaper } from '../../../service/api/closing-papers.js';
import { id } from '../../../service/api/common.js';
import { PAPER_KINDS, type PaperKind } from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createFormats } from '../../web/formats.js';
import {
  createForm,
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
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
import { eachPage } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';
import { PDF_TYPE, paperNumber, papersPdf } from './paper-pdf.js';

const STAFF = ['coordinator', 'curator', 'head'] as const;
const STATES = ['valid', 'revoked'] as const;
const FILTERS = {
  search: searchParameter,
  kind: z.enum(PAPER_KINDS).optional(),
  state: z.enum(STATES).optional(),
  pairId: id.optional(),
  page: pageParameter,
};
/** Papers fetched at a time for a file. */
const FETCHED = 100;

/** Answers with papers as one pdf; of revoked ones there is none. */
export async function sendPapers(
  deps: ShellDeps,
  ctx: PageContext,
  pages: AsyncIterable<readonly ClosingPaper[]>,
  name: string,
): Promise<void> {
  const { programme } = ctx.me;
  const t = deps.i18n.translator('ru');
  const head = {
    organisation: programme.organisationName,
    programme: programme.title,
    // The paper is in Russian, whatever the page's language.
    fmt: createFormats('ru', ctx.fmt.today, programme.timeZone),
    form: (code: string) => t(`ref.form.${code}`),
  };
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  // What it fails with is still a page of its own.
  if (first.done || first.value.length === 0) throw notFound('paper');
  async function* all(): AsyncGenerator<readonly ClosingPaper[]> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  await sendAttachment(ctx, {
    name: `${name}.pdf`,
    type: PDF_TYPE,
    bytes: papersPdf(all(), head, name),
  });
}

async function* one(paper: ClosingPaper): AsyncGenerator<ClosingPaper[]> {
  yield [paper];
}

const labelsOf = (ctx: PageContext) => ({
  issuedOn: ctx.t('closing.papers.issuedOn'),
  kinds: ctx.t('closing.papers.kinds'),
});

async function list(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, ...STAFF);
  const filters = readFilters(ctx, FILTERS);
  const { t, fmt, programmeId } = ctx;
  const found = await ctx.api.listClosingPapers({
    programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: undefined };
  const { pairId } = filters;
  const pair = pairId ? await ctx.api.getPair({ programmeId, pairId }) : null;
  const may = ctx.role === 'coordinator';
  const initial = { issuedOn: fmt.today, kinds: [...PAPER_KINDS] };
  ctx.render(
    'closing/papers',
    {
      lead: t('closing.papers.lead', { n: found.total }),
      back: pair
        ? {
            path: `closing/${pair.pairId}`,
            label: t('closing.titleOf', { pair: pairTitle(t, pair) }),
          }
        : { path: 'closing', label: t('nav.section.closing') },
      filterBar: {
        path: 'closing/papers',
        search: { name: 'search', label: t('people.search'), value: query.search },
        selects: [
          {
            name: 'kind',
            label: t('closing.papers.kind'),
            value: query.kind,
            all: t('list.all'),
            options: PAPER_KINDS.map((value) => ({ value, label: ctx.ref('paperKind', value) })),
          },
          {
            name: 'state',
            label: t('school.state'),
            value: query.state,
            all: t('list.all'),
            options: STATES.map((value) => ({ value, label: t(`closing.papers.${value}`) })),
          },
        ],
        hidden: pairId ? [{ name: 'pairId', value: pairId }] : [],
        reset: isFiltered({ ...query, pairId: undefined }),
      },
      pdf: found.total > 0 ? ctx.url('closing/papers.pdf', query) : '',
      rows: found.rows.map((paper) => ({
        name: paper.name,
        kind: ctx.ref('paperKind', paper.kind),
        number: `№ ${paperNumber(paper)}`,
        issuedOn: fmt.date(paper.issuedOn),
        href: ctx.url(`closing/papers/${paper.paperId}`),
        revoked: paper.revokedOn ? t('school.revokedOn', { date: fmt.date(paper.revokedOn) }) : '',
      })),
      pages: pagination(ctx, 'closing/papers', query, found),
      issue: may
        ? {
            form: form ?? (await openForm(ctx, initial)),
            pairId: pairId ?? '',
            help: t(pair ? 'closing.papers.issueOne' : 'closing.papers.issueAll'),
            kinds: PAPER_KINDS.map((value) => ({
              value,
              label: t(`closing.papers.for.${value}`),
            })),
          }
        : null,
    },
    form ? 422 : 200,
  );
}

async function issue(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const pairId = fieldOrNull(body, 'pairId');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.issueClosingPapers({
        programmeId: ctx.programmeId,
        ...(pairId ? { pairIds: [pairId] } : {}),
        kinds: fieldList(body, 'kinds') as PaperKind[],
        issuedOn: fieldText(body, 'issuedOn'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ issued, unchanged, frozen }) =>
      ctx.redirect(`closing/papers${pairId ? `?pairId=${pairId}` : ''}`, {
        kind: issued > 0 ? 'success' : 'info',
        key: 'closing.papers.issued',
        params: { issued, unchanged, frozen },
      }),
    again: (form) => list(ctx, form),
  });
}

async function find(ctx: PageContext): Promise<ClosingPaper> {
  const paperId = idParam(ctx, 'paperId');
  const { rows } = await ctx.api.listClosingPapers({ programmeId: ctx.programmeId, paperId });
  const [found] = rows;
  if (!found) throw notFound('paper');
  return found;
}

interface Shown {
  name?: FormView;
  revoke?: FormView;
}

async function show(ctx: PageContext, shown: Shown = {}): Promise<void> {
  requireRole(ctx, ...STAFF);
  const paper = await find(ctx);
  const { t, fmt } = ctx;
  const valid = paper.revokedOn === null;
  ctx.render(
    'closing/paper',
    {
      title: `${ctx.ref('paperKind', paper.kind)} № ${paperNumber(paper)}`,
      lead: paper.name,
      path: `closing/papers/${paper.paperId}`,
      version: paper.version,
      valid,
      mayChange: valid && ctx.role === 'coordinator',
      facts: [
        { label: t('closing.papers.issuedOn'), value: fmt.date(paper.issuedOn) },
        { label: t('closing.list.form'), value: ctx.ref('form', paper.form) },
        {
          label: t('pairs.period'),
          value: `${fmt.date(paper.startsOn)} – ${fmt.date(paper.endsOn)}`,
        },
        {
          label: t('pairs.held'),
          value: `${t('pairs.meetingsHeld', { n: paper.meetings })}, ${fmt.minutes(paper.minutes)}`,
        },
        { label: t('school.revokedColumn'), value: fmt.date(paper.revokedOn) },
        { label: t('school.revoke.reason'), value: paper.revokedReason ?? '' },
      ].filter(({ value }) => value !== ''),
      pairHref: ctx.url(`closing/${paper.pairId}`),
      nameForm: shown.name ?? createForm(t, { name: paper.name }),
      revokeForm: shown.revoke ?? createForm(t, {}),
      revoking: shown.revoke !== undefined,
    },
    shown.name || shown.revoke ? 422 : 200,
  );
}

async function change(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const paperId = idParam(ctx, 'paperId');
  const back = `closing/papers/${paperId}`;
  const revoking = fieldText(body, 'what') === 'revoke';
  const { programmeId, t } = ctx;
  const version = Number(fieldText(body, 'version'));
  await submitForm(ctx, {
    labels: revoking
      ? { reason: t('school.revoke.reason') }
      : { name: t('closing.papers.nameInPaper') },
    attempt: () =>
      revoking
        ? ctx.api.revokeClosingPaper({
            programmeId,
            paperId,
            reason: fieldText(body, 'reason'),
            version,
          })
        : ctx.api.renameClosingPaper({
            programmeId,
            paperId,
            name: fieldText(body, 'name'),
            version,
          }),
    done: () =>
      ctx.redirect(back, {
        kind: 'success',
        key: revoking ? 'closing.papers.revokedDone' : 'closing.papers.renamed',
      }),
    again: (form) => show(ctx, revoking ? { revoke: form } : { name: form }),
    stored: async (typed) => {
      const now = await find(ctx);
      return {
        version: now.version,
        shown: { name: now.name, reason: now.revokedReason ?? '' },
        typed: { name: fieldText(typed, 'name'), reason: fieldText(typed, 'reason') },
        back,
      };
    },
  });
}

async function printAll(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const pages = eachPage(
    (page, pageSize) =>
      ctx.api.listClosingPapers({ programmeId, ...filters, state: 'valid', page, pageSize }),
    FETCHED,
  );
  await sendPapers(deps, ctx, pages, ctx.t('closing.papers.title'));
}

async function printOne(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF);
  const paper = await find(ctx);
  if (paper.revokedOn !== null) throw notFound('paper');
  const name = `${ctx.ref('paperKind', paper.kind)} ${paper.number}-${paper.year}`;
  await sendPapers(deps, ctx, one(paper), name);
}

async function printMine(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const pairId = idParam(ctx, 'pairId');
  const { rows } = await ctx.api.listMyClosingPapers({ programmeId: ctx.programmeId, pairId });
  const [first] = rows;
  if (!first) throw notFound('paper');
  await sendPapers(deps, ctx, one(first), ctx.ref('paperKind', first.kind));
}

/** Certificates and letters of thanks: list, issuing, the papers, names, revoking. */
export function paperRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/closing/papers',
    page((ctx) => list(ctx)),
  );
  router.post('/closing/papers', page(issue));
  router.get(
    '/closing/papers.pdf',
    page((ctx) => printAll(deps, ctx)),
  );
  router.get(
    '/closing/papers/:paperId',
    page((ctx) => show(ctx)),
  );
  router.post('/closing/papers/:paperId', page(change));
  router.get(
    '/closing/papers/:paperId/paper.pdf',
    page((ctx) => printOne(deps, ctx)),
  );
  router.get(
    '/closing/:pairId/my-paper.pdf',
    page((ctx) => printMine(deps, ctx)),
  );
  return router;
}
