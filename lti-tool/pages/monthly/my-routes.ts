import { Router } from 'express';
import type { OwnMonth } from '../../../service/api/monthly-feedback.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldOrNull, fieldText, openForm, submitForm } from '../../web/forms.js';
import { keepingTyped } from '../meetings/meeting-fields.js';
import { idParam } from '../meetings/path-ids.js';
import { monthWords, stepOptions, stepWords, unanswered } from './month-words.js';

const labelsOf = ({ t }: PageContext) => ({
  relation: t('monthly.relation'),
  useful: t('monthly.useful'),
  wish: t('monthly.wish'),
  needsHelp: t('monthly.needsHelp'),
});

const ownMonths = (ctx: PageContext) => ctx.api.myMonthlyFeedback({ programmeId: ctx.programmeId });

/** What stands in the form of a month that is answered already. */
const valuesOf = ({ answer }: OwnMonth) => ({
  relation: answer === null ? '' : String(answer.relation),
  useful: answer === null ? '' : String(answer.useful),
  wish: answer?.wish ?? '',
  needsHelp: answer?.needsHelp ? 'yes' : '',
});

const pathOf = (pairId: string) => `my/pairs/${pairId}/month`;

async function show(ctx: PageContext, typed?: FormView): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const pairId = idParam(ctx, 'pairId');
  const { programmeId, t, fmt } = ctx;
  const pair = await ctx.api.getPair({ programmeId, pairId });
  const { rows } = await ownMonths(ctx);
  const own = rows.find((row) => row.pairId === pairId);
  const others = ctx.role === 'mentor' ? pair.mentees : pair.mentors;
  const names = fmt.list(others.map(({ name }) => name));
  if (!own) return ctx.render('monthly/none', { names });
  const month = monthWords(ctx, own.month);
  const form = typed ?? (await openForm(ctx, valuesOf(own), { labels: labelsOf(ctx) }));
  ctx.render(
    'monthly/mine',
    {
      title: t('monthly.mine.title', { month }),
      lead: t('monthly.mine.lead', { names, n: others.length }),
      private: t(`monthly.private.${ctx.role}`),
      until: t('monthly.until', { date: fmt.date(own.until) }),
      action: pathOf(pairId),
      month: own.month,
      version: own.version,
      relations: stepOptions(ctx, 'monthlyRelation'),
      usefuls: stepOptions(ctx, 'monthlyUseful'),
      form,
      answered: own.answer !== null,
    },
    typed && typed.summary.length > 0 ? 422 : 200,
  );
}

/** The next of the reader’s pairs that waits for the same month: with five groups it is one way through. */
async function nextOf(ctx: PageContext): Promise<string> {
  const [next] = unanswered((await ownMonths(ctx)).rows);
  return next === undefined ? 'my' : pathOf(next.pairId);
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const needsHelp = fieldText(body, 'needsHelp') === 'yes';
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      keepingTyped(ctx, () =>
        ctx.api.saveMonthlyFeedback({
          programmeId: ctx.programmeId,
          pairId,
          month: fieldText(body, 'month'),
          // Nothing chosen is 0, of which the service says so at the field.
          relation: Number(fieldText(body, 'relation')),
          useful: Number(fieldText(body, 'useful')),
          wish: fieldOrNull(body, 'wish'),
          needsHelp,
          version: Number(fieldText(body, 'version')),
          idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
        }),
      ),
    done: async () => {
      const key = needsHelp ? 'monthly.savedHelp' : 'monthly.saved';
      ctx.redirect(await nextOf(ctx), { kind: 'success', key });
    },
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const own = (await ownMonths(ctx)).rows.find((row) => row.pairId === pairId);
      const words = (values: Record<string, string>) => ({
        relation: values['relation']
          ? stepWords(ctx, 'monthlyRelation', Number(values['relation']))
          : '',
        useful: values['useful'] ? stepWords(ctx, 'monthlyUseful', Number(values['useful'])) : '',
        wish: values['wish'] ?? '',
        needsHelp: ctx.t(values['needsHelp'] === 'yes' ? 'word.yes' : 'word.no'),
      });
      const of = (name: string) => fieldText(typed, name);
      return {
        version: own?.version ?? 0,
        shown: words(own ? valuesOf(own) : {}),
        typed: words({
          relation: of('relation'),
          useful: of('useful'),
          wish: of('wish'),
          needsHelp: of('needsHelp'),
        }),
        back: 'my',
      };
    },
  });
}

/** What somebody of a pair says of a month: four questions, ten seconds. */
export function myMonthRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/my/pairs/:pairId/month',
    page((ctx) => show(ctx)),
  );
  router.post('/my/pairs/:pairId/month', page(save));
  return router;
}
