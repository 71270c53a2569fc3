import { Router } from 'express';
import type { MyReflection } from '../../../service/api/closing.js';
import {
  QUOTE_PERMISSIONS,
  type QuotePermission,
  REFLECTION_QUESTIONS,
} from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

const atPair = (ctx: PageContext) => ({
  programmeId: ctx.programmeId,
  pairId: idParam(ctx, 'pairId'),
});

const sideOf = (ctx: PageContext): 'mentor' | 'mentee' =>
  ctx.role === 'mentor' ? 'mentor' : 'mentee';

const labelsOf = (ctx: PageContext): Record<string, string> => ({
  ...Object.fromEntries(
    REFLECTION_QUESTIONS.map((name) => [name, ctx.t(`closing.question.${name}.${sideOf(ctx)}`)]),
  ),
  quote: ctx.t('closing.quote'),
});

/** Why nothing is written now; '': it can be. */
function whyNot(ctx: PageContext, mine: MyReflection): string {
  if (mine.mayWrite) return '';
  if (mine.frozen) return ctx.t('closing.reflection.frozen');
  return ctx.t(mine.version > 0 ? 'closing.reflection.stands' : 'closing.reflection.notNow');
}

const quoteOptions = (ctx: PageContext, mine: MyReflection) =>
  QUOTE_PERMISSIONS.map((value) => ({
    value,
    label: ctx.ref('quotePermission', value),
    ...(value === 'named' && !mine.mayBeNamed ? { help: ctx.t('closing.quote.namedHelp') } : {}),
  }));

async function show(ctx: PageContext, form?: FormView, status = 200): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const mine = await ctx.api.getMyReflection(atPair(ctx));
  const stands = whyNot(ctx, mine);
  const labels = labelsOf(ctx);
  ctx.render(
    'closing/reflection',
    {
      path: `closing/${idParam(ctx, 'pairId')}`,
      who: ctx.t(`closing.reflection.who.${sideOf(ctx)}`),
      stands,
      until:
        mine.until !== null && mine.mayWrite
          ? ctx.t('closing.reflection.once', { date: ctx.fmt.date(mine.until) })
          : '',
      representative: mine.needsRepresentative ? ctx.t('closing.quote.representative') : '',
      questions: REFLECTION_QUESTIONS.map((name) => ({
        name,
        label: labels[name] ?? '',
        text: mine.words[name],
        help: name === 'hard' ? ctx.t('closing.question.hardHelp') : undefined,
      })),
      quotes: quoteOptions(ctx, mine),
      version: mine.version,
      form: form ?? (await openForm(ctx, { ...mine.words, quote: mine.quote })),
    },
    status,
  );
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const words = Object.fromEntries(
    REFLECTION_QUESTIONS.map((name) => [name, fieldText(body, name)]),
  ) as MyReflection['words'];
  const back = `closing/${idParam(ctx, 'pairId')}`;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.saveReflection({
        ...atPair(ctx),
        ...words,
        quote: fieldText(body, 'quote') as QuotePermission,
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: 'closing.reflection.saved' }),
    again: (form) => show(ctx, form, 422),
    stored: async () => {
      const mine = await ctx.api.getMyReflection(atPair(ctx));
      return { version: mine.version, shown: { ...mine.words }, typed: words, back };
    },
  });
}

/** The permission alone, also when the words stand. */
async function allow(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentor', 'mentee');
  const { body } = ctx.req;
  const quote = fieldText(body, 'quote') as QuotePermission;
  const path = `closing/${idParam(ctx, 'pairId')}/reflection`;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.setQuotePermission({
        ...atPair(ctx),
        quote,
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(path, { kind: 'success', key: `closing.quoteSet.${quote}` }),
    again: (form) => show(ctx, form, 422),
    stored: async () => {
      const mine = await ctx.api.getMyReflection(atPair(ctx));
      const shown = { quote: ctx.ref('quotePermission', mine.quote) };
      return {
        version: mine.version,
        shown,
        typed: { quote: ctx.ref('quotePermission', quote) },
        back: path,
      };
    },
  });
}

async function read(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { rows } = await ctx.api.listReflections(atPair(ctx));
  ctx.render('closing/reflections', {
    back: `closing/${idParam(ctx, 'pairId')}`,
    rows: rows.map(({ person, side, words, quote, at }) => ({
      name: person.name,
      side: ctx.ref('role', side),
      at: ctx.fmt.date(at),
      quote: ctx.ref('quoteStanding', quote),
      answers: REFLECTION_QUESTIONS.filter((name) => words[name] !== '').map((name) => ({
        question: ctx.t(`closing.question.${name}.${side}`),
        text: words[name],
      })),
    })),
  });
}

/** What the people of a pair write at its end. */
export function reflectionRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/closing/:pairId/reflection',
    page((ctx) => show(ctx)),
  );
  router.post('/closing/:pairId/reflection', page(save));
  router.post('/closing/:pairId/reflection/quote', page(allow));
  router.get('/closing/:pairId/reflections', page(read));
  return router;
}
