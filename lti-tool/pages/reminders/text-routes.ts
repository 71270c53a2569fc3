import { Router } from 'express';
import {
  fieldsOfLetter,
  LETTER_LANGUAGES,
  type LetterKind,
  type LetterLanguage,
  WRITTEN_KINDS,
} from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { builtIn, EXAMPLE, fieldsIn, filled } from './words.js';

interface Which {
  kind: LetterKind;
  language: LetterLanguage;
}

/** The letter that an address names; `not_found` for any other. */
function whichOf(ctx: PageContext): Which {
  const kind = WRITTEN_KINDS.find((one) => one === pathParam(ctx, 'kind'));
  const language = LETTER_LANGUAGES.find((one) => one === pathParam(ctx, 'language'));
  if (!kind || !language) throw notFound('letter');
  return { kind, language };
}

const textsOf = async (ctx: PageContext) =>
  (await ctx.api.getReminderTexts({ programmeId: ctx.programmeId })).texts;

async function ownText(ctx: PageContext, { kind, language }: Which) {
  const texts = await textsOf(ctx);
  return texts.find((one) => one.kind === kind && one.language === language) ?? null;
}

const labelsOf = ({ t }: PageContext) => ({
  subjectLine: t('remind.texts.subject'),
  body: t('remind.texts.body'),
});

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const texts = await textsOf(ctx);
  const { t } = ctx;
  ctx.render('reminders/texts', {
    rows: WRITTEN_KINDS.map((kind) => ({
      label: t(`remind.kind.${kind}`),
      languages: LETTER_LANGUAGES.map((language) => ({
        path: `reminders/texts/${kind}/${language}`,
        label: t(`remind.language.${language}`),
        own: texts.some((one) => one.kind === kind && one.language === language),
      })),
    })),
  });
}

/** A letter as it would come, with values of an example. */
function previewOf(deps: ShellDeps, ctx: PageContext, { kind, language }: Which, form: FormView) {
  const fields = {
    ...fieldsIn(deps.i18n, language, kind, EXAMPLE),
    college: ctx.me.programme.organisationName,
    programme: ctx.me.programme.title,
  };
  return {
    subject: filled(form.value('subjectLine'), fields),
    body: filled(form.value('body'), fields),
  };
}

async function show(
  deps: ShellDeps,
  ctx: PageContext,
  given: { form: FormView; previewed: boolean } | null = null,
): Promise<void> {
  requireRole(ctx, 'coordinator');
  const which = whichOf(ctx);
  const { kind, language } = which;
  const own = await ownText(ctx, which);
  const { subjectLine, body } = own ?? builtIn(deps.i18n, language, kind);
  const form =
    given?.form ?? (await openForm(ctx, { subjectLine, body }, { labels: labelsOf(ctx) }));
  const { t } = ctx;
  const wrong = form.summary.length > 0;
  ctx.render(
    'reminders/text',
    {
      form,
      path: `reminders/texts/${kind}/${language}`,
      title: t(`remind.kind.${kind}`),
      language: t(`remind.language.${language}`),
      lang: language,
      version: own?.version ?? 0,
      isOwn: own !== null,
      fields: fieldsOfLetter(kind).map((name) => ({
        name: `{${name}}`,
        label: t(`remind.field.${name}`),
      })),
      preview: wrong ? null : previewOf(deps, ctx, which, form),
      previewed: given?.previewed ?? false,
    },
    wrong ? 422 : 200,
  );
}

const typedWords = (values: FormValues) => ({
  subjectLine: fieldText(values, 'subjectLine'),
  body: fieldText(values, 'body'),
});

async function save(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const which = whichOf(ctx);
  const { body } = ctx.req;
  const preview = fieldText(body, 'do') === 'preview';
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.saveReminderText({
        programmeId: ctx.programmeId,
        ...which,
        ...typedWords(body),
        version: Number(fieldText(body, 'version')),
        preview,
      }),
    done: () =>
      preview
        ? show(deps, ctx, { form: createForm(ctx.t, postedValues(body)), previewed: true })
        : ctx.redirect(`reminders/texts/${which.kind}/${which.language}`, {
            kind: 'success',
            key: 'remind.texts.saved',
          }),
    again: (form) => show(deps, ctx, { form, previewed: false }),
    stored: async (typed) => {
      const own = await ownText(ctx, which);
      const now = own ?? builtIn(deps.i18n, which.language, which.kind);
      return {
        version: own?.version ?? 0,
        shown: { subjectLine: now.subjectLine, body: now.body },
        typed: typedWords(typed),
        back: `reminders/texts/${which.kind}/${which.language}`,
      };
    },
  });
}

async function reset(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const which = whichOf(ctx);
  const version = Number(fieldText(ctx.req.body, 'version'));
  await ctx.api.resetReminderText({ programmeId: ctx.programmeId, ...which, version });
  ctx.redirect(`reminders/texts/${which.kind}/${which.language}`, {
    kind: 'success',
    key: 'remind.texts.wasReset',
  });
}

/** «Тексты писем»: a college's own words, for each kind and language. */
export function textRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/reminders/texts', page(list));
  router.get(
    '/reminders/texts/:kind/:language',
    page((ctx) => show(deps, ctx)),
  );
  router.post(
    '/reminders/texts/:kind/:language',
    page((ctx) => save(deps, ctx)),
  );
  router.post('/reminders/texts/:kind/:language/reset', page(reset));
  return router;
}
