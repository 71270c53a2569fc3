import { Router } from 'express';
import { id } from '../../../service/api/common.js';
import type { DuplicateRecord } from '../../../service/api/merges.js';
import { AppError, notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldText, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';

/** Merges that can be undone from the page; older ones are on further pages of the journal. */
const MERGES_SHOWN = 20;

/** What two records are told apart by, in words. */
function recordModel(ctx: PageContext, record: DuplicateRecord) {
  const { t } = ctx;
  const facts = [
    record.roles.map((role) => ctx.ref('role', role)).join(', '),
    record.groupName ?? '',
    record.birthYear === null ? '' : t('merge.born', { year: String(record.birthYear) }),
    [...new Set([record.email, record.contactEmail].filter(Boolean))].join(', '),
    record.lmsStatus === 'active' ? t('merge.inCourse') : ctx.ref('lmsStatus', record.lmsStatus),
  ];
  return {
    id: record.personId,
    name: record.name,
    href: ctx.url(`participants/${record.personId}`),
    facts: facts.filter(Boolean).join(' · '),
  };
}

/** Whose record goes on, as a first suggestion: who comes from the course. */
const keptFirst = (a: DuplicateRecord, b: DuplicateRecord): [DuplicateRecord, DuplicateRecord] =>
  a.lmsStatus !== 'active' && b.lmsStatus === 'active' ? [b, a] : [a, b];

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId, t } = ctx;
  const { page } = readFilters(ctx, { page: pageParameter });
  const [found, merges] = await Promise.all([
    ctx.api.listDuplicates({ programmeId, page, pageSize: LIST_PAGE_SIZE }),
    ctx.api.listMerges({ programmeId, pageSize: MERGES_SHOWN }),
  ]);
  ctx.render('participants/duplicates', {
    lead: t('merge.lead', { n: found.total }),
    rows: found.rows.map(({ first, second, reasons }) => {
      const [kept, merged] = keptFirst(first, second);
      return {
        people: [recordModel(ctx, kept), recordModel(ctx, merged)],
        reasons: reasons.map((reason) => t(`merge.reason.${reason}`)).join(', '),
        href: ctx.url('participants/merge', { kept: kept.personId, merged: merged.personId }),
        firstId: first.personId,
        secondId: second.personId,
      };
    }),
    pages: pagination(ctx, 'participants/duplicates', {}, found),
    merges: merges.rows.map((merge) => ({
      id: merge.mergeId,
      keptName: merge.keptName,
      mergedName: merge.mergedName,
      href: ctx.url(`participants/${merge.keptId}`),
      when: [ctx.fmt.dateTime(merge.at), merge.by].filter(Boolean).join(', '),
      undone:
        merge.undoneAt === null
          ? ''
          : t('merge.undoneAt', { at: ctx.fmt.dateTime(merge.undoneAt) }),
    })),
    distinct: found.distinct,
  });
}

function twoOf(ctx: PageContext): { keptId: string; mergedId: string } {
  const { kept, merged } = ctx.req.method === 'POST' ? ctx.req.body : ctx.req.query;
  const [keptId, mergedId] = [id.safeParse(kept), id.safeParse(merged)];
  if (!keptId.success || !mergedId.success) throw notFound('participant');
  return { keptId: keptId.data, mergedId: mergedId.data };
}

async function preview(ctx: PageContext, returned?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t } = ctx;
  const { keptId, mergedId } = twoOf(ctx);
  const found = await ctx.api.previewMerge({ programmeId: ctx.programmeId, keptId, mergedId });
  const said = (prefix: string, one: { code: string; titles: readonly string[] }) =>
    t(`${prefix}.${one.code}`, { titles: ctx.fmt.list([...one.titles]), n: one.titles.length });
  ctx.render(
    'participants/merge',
    {
      kept: recordModel(ctx, found.kept),
      merged: recordModel(ctx, found.merged),
      moves: found.moves.map(({ part, n }) => ({ part: t(`merge.part.${part}`), n })),
      others: found.otherProgrammes > 0 ? t('merge.others', { n: found.otherProgrammes }) : '',
      obstacles: found.obstacles.map((one) => said('merge.obstacle', one)),
      warnings: found.warnings.map((one) => said('merge.warning', one)),
      keptVersion: found.keptVersion,
      mergedVersion: found.mergedVersion,
      swap: ctx.url('participants/merge', { kept: mergedId, merged: keptId }),
      form: returned ?? createForm(t, {}),
    },
    returned ? 422 : 200,
  );
}

async function merge(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const { keptId, mergedId } = twoOf(ctx);
  await submitForm(ctx, {
    labels: {},
    attempt: async () => {
      try {
        return await ctx.api.mergePeople({
          programmeId,
          keptId,
          mergedId,
          keptVersion: Number(fieldText(body, 'keptVersion')),
          mergedVersion: Number(fieldText(body, 'mergedVersion')),
          idempotencyKey: fieldText(body, 'idempotencyKey') || undefined,
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'changed_meanwhile') throw error;
        // The page shows how it is now; what was typed into it is nothing.
        const problems = [{ path: '', code: 'merge.changedMeanwhile' }];
        throw new AppError('conflict', error.message, { problems, cause: error });
      }
    },
    done: async () => {
      // Who acts under the merged record comes in again, as the one who is kept.
      await deps.sessions.endOfPerson(programmeId, mergedId);
      ctx.redirect(`participants/${keptId}`, {
        kind: 'success',
        key: 'merge.done',
        link: { path: 'participants/duplicates#merges', key: 'merge.undo.link' },
      });
    },
    again: (form) => preview(ctx, form),
  });
}

async function undo(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId } = ctx;
  try {
    const { keptId } = await ctx.api.undoMerge({ programmeId, mergeId: idParam(ctx, 'mergeId') });
    await deps.sessions.endOfPerson(programmeId, keptId);
    ctx.redirect('participants/duplicates', { kind: 'success', key: 'merge.undone' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const [problem] = error.problems;
    ctx.redirect('participants/duplicates', {
      kind: 'warning',
      key: `errors.${problem?.code ?? 'conflict'}`,
    });
  }
}

async function tellApart(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const distinct = fieldText(body, 'distinct') === '1';
  await ctx.api.setDistinct({
    programmeId: ctx.programmeId,
    firstId: fieldText(body, 'firstId'),
    secondId: fieldText(body, 'secondId'),
    distinct,
  });
  ctx.redirect('participants/duplicates', {
    kind: 'success',
    key: distinct ? 'merge.toldApart' : 'merge.offeredAgain',
  });
}

/** People who are there twice: found, told apart, made one, parted again. */
export function mergeRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/participants/duplicates', page(list));
  router.post('/participants/duplicates', page(tellApart));
  router.get(
    '/participants/merge',
    page((ctx) => preview(ctx)),
  );
  router.post(
    '/participants/merge',
    page((ctx) => merge(deps, ctx)),
  );
  router.post(
    '/participants/merges/:mergeId/undo',
    page((ctx) => undo(deps, ctx)),
  );
  return router;
}
