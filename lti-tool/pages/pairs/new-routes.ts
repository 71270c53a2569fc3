import { Router } from 'express';
import { AppError, type FieldProblem } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { candidates } from './candidates.js';
import {
  formatFor,
  newPairValues,
  pairFieldOptions,
  pairLabels,
  readPairFields,
} from './pair-form.js';

async function show(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const [mentors, mentees] = await Promise.all([
    candidates(ctx, 'mentor', form.values),
    candidates(ctx, 'mentee', form.values),
  ]);
  ctx.render('pairs/new', { form, mentors, mentees, ...pairFieldOptions(ctx) }, status);
}

const AGAINST = 'pair.against.';

/** All that stands against a pair in one sentence, at the mentors: a field shows one. */
function togetherWords(ctx: PageContext, problems: readonly FieldProblem[]): FieldProblem[] {
  const against = problems.filter(({ code }) => code.startsWith(AGAINST));
  if (against.length === 0) return [...problems];
  const what = against.map(({ code, params }) => ctx.t(`errors.${code}`, params)).join('. ');
  const others = problems.filter((one) => !against.includes(one));
  return [{ path: 'mentorIds', code: 'pair.against', params: { what } }, ...others];
}

/** Runs a call; what it refuses for the people of a pair is told together. */
async function worded<T>(ctx: PageContext, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    const problems = togetherWords(ctx, error.problems);
    throw new AppError(error.code, error.message, { problems, cause: error });
  }
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const labels = pairLabels(ctx);
  const fields = readPairFields(body);
  const menteeIds = fieldList(body, 'menteeIds');
  // One of the search buttons: the same form again with other people to choose from.
  if (fieldText(body, 'find') !== '')
    return show(ctx, createForm(ctx.t, postedValues(body), { labels }));
  await submitForm(ctx, {
    labels,
    attempt: () =>
      worded(ctx, () =>
        ctx.api.createPair({
          programmeId: ctx.programmeId,
          ...fields,
          format: formatFor(fields.format, menteeIds),
          mentorIds: fieldList(body, 'mentorIds'),
          menteeIds,
          directive: fieldOrNull(body, 'directive'),
          idempotencyKey: fieldText(body, 'idempotencyKey'),
        }),
      ),
    done: (pair) => ctx.redirect(`pairs/${pair.pairId}`, { kind: 'success', key: 'pairs.created' }),
    again: (form) => show(ctx, form, 422),
  });
}

/** Making a pair or a group by hand. */
export function newPairRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/pairs/new',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator', 'curator');
      await show(ctx, await openForm(ctx, newPairValues(ctx), { labels: pairLabels(ctx) }));
    }),
  );
  router.post('/pairs/new', page(create));
  return router;
}
