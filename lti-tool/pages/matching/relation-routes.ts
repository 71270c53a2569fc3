import { Router } from 'express';
import { z } from 'zod';
import type { MatchRelationRow } from '../../../service/api/match-settings.js';
import { MATCH_RELATIONS, type MatchRelation } from '../../../service/api/reference.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormView,
  fieldOrNull,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import {
  isFiltered,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { candidates } from '../pairs/candidates.js';

const PATH = 'matching/relations';
/** Fewer than elsewhere: the form stands below the list. */
const PAGE_SIZE = 20;

const labelsOf = ({ t }: PageContext) => ({
  kind: t('matching.relation.kind'),
  mentorIds: t('matching.mentor'),
  menteeIds: t('matching.mentee'),
  groupName: t('matching.relation.group'),
});

/** Of whom somebody is what: a person, or a whole group. */
const whomOf = ({ t }: PageContext, { mentee, groupName }: MatchRelationRow): string =>
  mentee?.name ?? t('matching.relation.ofGroup', { name: groupName ?? '' });

const FILTERS = {
  search: searchParameter,
  kind: z.enum(MATCH_RELATIONS).optional(),
  page: pageParameter,
};
type Filters = z.output<z.ZodObject<typeof FILTERS>>;

function filterBar(ctx: PageContext, { search, kind }: Filters) {
  const { t } = ctx;
  return {
    path: PATH,
    search: { name: 'search', label: t('matching.relations.search'), value: search },
    selects: [
      {
        name: 'kind',
        label: t('matching.relation.kind'),
        value: kind,
        all: t('list.all'),
        options: MATCH_RELATIONS.map((value) => ({
          value,
          label: ctx.ref('matchRelation', value),
        })),
      },
    ],
    reset: isFiltered({ search, kind }),
    download: { path: `${PATH}.xlsx`, query: { search, kind } },
  };
}

/** The list of who is whose what; a page that was sent shows its beginning. */
async function listModel(ctx: PageContext, filters: Filters) {
  const { programmeId } = ctx;
  const asked = { programmeId, ...filters, pageSize: PAGE_SIZE };
  const list = await ctx.api.listMatchRelations(asked);
  const { search, kind } = filters;
  return {
    filterBar: filterBar(ctx, filters),
    pages: pagination(ctx, PATH, { search, kind }, list),
    rows: list.rows.map((one) => ({
      id: one.relationId,
      mentor: one.mentor.name,
      kind: ctx.ref('matchRelation', one.kind),
      whom: whomOf(ctx, one),
    })),
  };
}

async function show(
  ctx: PageContext,
  form: FormView,
  filters: Filters = { page: 1 },
  status = 200,
): Promise<void> {
  const { t } = ctx;
  const [list, mentors, mentees] = await Promise.all([
    listModel(ctx, filters),
    candidates(ctx, 'mentor', form.values),
    candidates(ctx, 'mentee', form.values),
  ]);
  ctx.render(
    'matching/relations',
    {
      form,
      path: PATH,
      kinds: MATCH_RELATIONS.map((value) => ({
        value,
        label: ctx.ref('matchRelation', value),
        help: t(`matching.relation.help.${value}`),
      })),
      mentors,
      // A teacher has whole groups: then no mentee is chosen.
      mentees: {
        ...mentees,
        options: [{ value: '', label: t('matching.relation.nobody') }, ...mentees.options],
      },
      list,
    },
    status,
  );
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await show(
    ctx,
    await openForm(ctx, { kind: 'teaches', menteeIds: '' }, { labels: labelsOf(ctx) }),
    readFilters(ctx, FILTERS),
  );
}

async function add(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const labels = labelsOf(ctx);
  if (fieldText(body, 'find') !== '')
    return show(ctx, createForm(ctx.t, postedValues(body), { labels }));
  await submitForm(ctx, {
    labels: { ...labels, mentorId: labels.mentorIds, menteeId: labels.menteeIds },
    attempt: () =>
      ctx.api.addMatchRelation({
        programmeId: ctx.programmeId,
        kind: fieldText(body, 'kind') as MatchRelation,
        mentorId: fieldText(body, 'mentorIds'),
        menteeId: fieldOrNull(body, 'menteeIds'),
        groupName: fieldOrNull(body, 'groupName'),
      }),
    done: () => ctx.redirect(PATH, { kind: 'success', key: 'matching.relation.added' }),
    again: (form) => show(ctx, form, undefined, 422),
  });
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const relationId = pathParam(ctx, 'relationId');
  await ctx.api.removeMatchRelation({ programmeId: ctx.programmeId, relationId });
  ctx.redirect(PATH, { kind: 'success', key: 'matching.relation.removed' });
}

async function exportList(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { t, programmeId } = ctx;
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const rows = eachPage((page, pageSize) =>
    ctx.api.listMatchRelations({ programmeId, ...filters, page, pageSize }),
  );
  const columns: Column<MatchRelationRow>[] = [
    { title: t('matching.mentor'), width: 36, value: (row) => row.mentor.name },
    {
      title: t('matching.relation.kind'),
      width: 30,
      value: (row) => ctx.ref('matchRelation', row.kind),
    },
    { title: t('matching.relation.whom'), width: 36, value: (row) => whomOf(ctx, row) },
  ];
  await sendXlsx(ctx, t('matching.relations.title'), columns, rows);
}

/** Who is whose parent, teacher or manager, as far as a coordinator has said so. */
export function relationRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching/relations', page(open));
  router.get('/matching/relations.xlsx', page(exportList));
  router.post('/matching/relations', page(add));
  router.post('/matching/relations/:relationId/remove', page(remove));
  return router;
}
