import { Router } from 'express';
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
import { candidates } from '../pairs/candidates.js';

const PATH = 'matching/relations';

const labelsOf = ({ t }: PageContext) => ({
  kind: t('matching.relation.kind'),
  mentorIds: t('matching.mentor'),
  menteeIds: t('matching.mentee'),
  groupName: t('matching.relation.group'),
});

async function show(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const { programmeId, t } = ctx;
  const [{ relations }, mentors, mentees] = await Promise.all([
    ctx.api.listMatchRelations({ programmeId }),
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
      rows: relations.map((one) => ({
        id: one.relationId,
        mentor: one.mentor.name,
        kind: ctx.ref('matchRelation', one.kind),
        whom: one.mentee?.name ?? t('matching.relation.ofGroup', { name: one.groupName ?? '' }),
      })),
    },
    status,
  );
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  await show(
    ctx,
    await openForm(ctx, { kind: 'teaches', menteeIds: '' }, { labels: labelsOf(ctx) }),
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
    again: (form) => show(ctx, form, 422),
  });
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const relationId = pathParam(ctx, 'relationId');
  await ctx.api.removeMatchRelation({ programmeId: ctx.programmeId, relationId });
  ctx.redirect(PATH, { kind: 'success', key: 'matching.relation.removed' });
}

/** Who is whose parent, teacher or manager, as far as a coordinator has said so. */
export function relationRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching/relations', page(open));
  router.post('/matching/relations', page(add));
  router.post('/matching/relations/:relationId/remove', page(remove));
  return router;
}
