import { Router } from 'express';
import type { PairCase } from '../../../service/api/closing-report.js';
import {
  CASE_NAMINGS,
  CASE_TEXTS,
  type CaseNaming,
  QUOTABLE,
  type Quotable,
} from '../../../service/api/index.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { type FormView, fieldList, fieldText, openForm, submitForm } from '../../web/forms.js';
import { DOCX_TYPE, wordDocument } from '../../web/word.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';

const READERS = ['coordinator', 'curator', 'head', 'mentor'] as const;

const labelsOf = (ctx: PageContext): Record<string, string> => ({
  ...Object.fromEntries(CASE_TEXTS.map((name) => [name, ctx.t(`closing.case.${name}`)])),
  naming: ctx.t('closing.case.naming'),
  quotes: ctx.t('closing.case.quotes'),
});

const read = (ctx: PageContext): Promise<PairCase> =>
  ctx.api.getPairCase({ programmeId: ctx.programmeId, pairId: idParam(ctx, 'pairId') });

const keyOf = ({ reflectionId, question }: PairCase['quotes'][number]) =>
  `${reflectionId} ${question}`;

/** Who speaks: by name where the case is named and they allow it, else by their place in the pair. */
const authorOf = (ctx: Pick<PageContext, 'ref'>, { name, side }: PairCase['quotes'][number]) =>
  name || ctx.ref('role', side);

const valuesOf = (one: PairCase) => ({
  situation: one.situation,
  goal: one.goal,
  way: one.way,
  result: one.result,
  naming: one.naming,
  quotes: one.quotes.filter(({ chosen }) => chosen).map(keyOf),
});

async function show(ctx: PageContext, form?: FormView, status = 200): Promise<void> {
  requireRole(ctx, ...READERS);
  const found = await read(ctx);
  const { t } = ctx;
  const path = `closing/${found.pairId}/case`;
  ctx.render(
    'closing/case',
    {
      title: t('closing.case.title', { pair: pairTitle(t, found) }),
      lead: t(found.prefilled ? 'closing.case.leadNew' : 'closing.case.lead'),
      back: `closing/${found.pairId}`,
      path,
      mayWrite: found.mayWrite,
      version: found.version,
      texts: CASE_TEXTS.map((name) => ({
        name,
        label: t(`closing.case.${name}`),
        help: t(`closing.case.${name}Help`),
        text: found[name],
      })),
      namings: CASE_NAMINGS.map((value) => ({
        value,
        label: ctx.ref('caseNaming', value),
        ...(value === 'named' && !found.mayBeNamed
          ? { help: t('closing.case.notNamed'), disabled: true }
          : {}),
      })),
      quotes: found.quotes.map((quote) => ({
        value: keyOf(quote),
        label: `«${quote.text}»`,
        help: `${authorOf(ctx, quote)} · ${t(`closing.question.${quote.question}.${quote.side}`)}`,
      })),
      chosen: found.quotes
        .filter(({ chosen }) => chosen)
        .map((quote) => ({ text: quote.text, by: authorOf(ctx, quote) })),
      closed: found.closed > 0 ? t('closing.case.closed', { n: found.closed }) : '',
      saved: found.version > 0,
      form: form ?? (await openForm(ctx, valuesOf(found))),
    },
    status,
  );
}

/** The quotes that were ticked, as the form names them. */
const quotesOf = (body: unknown) =>
  fieldList(body, 'quotes').flatMap((value) => {
    const [reflectionId = '', question = ''] = value.split(' ');
    return (QUOTABLE as readonly string[]).includes(question)
      ? [{ reflectionId, question: question as Quotable }]
      : [];
  });

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator', 'mentor');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const back = `closing/${pairId}/case`;
  const texts = {
    situation: fieldText(body, 'situation'),
    goal: fieldText(body, 'goal'),
    way: fieldText(body, 'way'),
    result: fieldText(body, 'result'),
  };
  const naming = fieldText(body, 'naming') as CaseNaming;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.savePairCase({
        programmeId: ctx.programmeId,
        pairId,
        ...texts,
        naming,
        quotes: quotesOf(body),
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: 'closing.case.saved' }),
    again: (form) => show(ctx, form, 422),
    stored: async () => {
      const now = await read(ctx);
      const { situation, goal, way, result } = now;
      return {
        version: now.version,
        shown: { situation, goal, way, result, naming: ctx.ref('caseNaming', now.naming) },
        typed: { ...texts, naming: ctx.ref('caseNaming', naming) },
        back,
      };
    },
  });
}

/** Headings of a case in Russian (methodology §9.1), whatever the page's language. */
const HEADINGS = { situation: 'Ситуация', goal: 'Цель', way: 'Ход работы', result: 'Результат' };

async function docx(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const found = await read(ctx);
  const t = deps.i18n.translator('ru');
  const ref = (list: string, code: string | null | undefined) =>
    code ? t(`ref.${list}.${code}`) : '';
  const named = found.naming === 'named';
  const file = await wordDocument('Практика наставничества', ({ docx: lib, line }) => {
    const { CENTER } = lib.AlignmentType;
    const { HEADING_1, HEADING_2 } = lib.HeadingLevel;
    const quotes = found.quotes.filter(({ chosen }) => chosen);
    return [
      line(ctx.me.programme.organisationName, { alignment: CENTER }),
      line('Практика наставничества', { alignment: CENTER, heading: HEADING_1 }),
      line(`Форма наставничества: ${ref('form', found.form)}`),
      ...(named
        ? [
            line(`Наставник: ${found.mentors.join(', ')}`),
            line(`Наставляемый: ${found.mentees.join(', ')}`),
          ]
        : []),
      ...CASE_TEXTS.flatMap((name) => [
        line(HEADINGS[name], { heading: HEADING_2 }),
        line(found[name] || '—'),
      ]),
      ...(quotes.length > 0 ? [line('Отзывы', { heading: HEADING_2 })] : []),
      ...quotes.map((quote) => line(`«${quote.text}» – ${authorOf({ ref }, quote)}`)),
    ];
  });
  await sendAttachment(ctx, {
    name: 'Практика наставничества.docx',
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield file;
    })(),
  });
}

/** The draft of a case for the base of practices. */
export function caseRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const at = '/closing/:pairId/case';
  router.get(
    `${at}.docx`,
    page((ctx) => docx(deps, ctx)),
  );
  router.get(
    at,
    page((ctx) => show(ctx)),
  );
  router.post(at, page(save));
  return router;
}
