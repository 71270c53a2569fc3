import { Router } from 'express';
import { z } from 'zod';
import { SURVEY_ROLES, SURVEY_STAGES } from '../../../service/api/index.js';
import type { Questionnaire } from '../../../service/api/questionnaires.js';
import type { SurveyStage } from '../../../service/api/reference.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldText, type Labels, openForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, readFilters } from '../../web/list-filters.js';
import { awayRoutes } from './away-routes.js';
import { inOrder } from './definition-edits.js';
import { showEditor } from './editor-model.js';
import { questionnaireListModel } from './list-model.js';
import { newQuestionnaireRoutes } from './new-routes.js';
import { previewModel } from './preview-model.js';
import { questionRoutes } from './question-routes.js';
import { readQuestionnaire, saveChange } from './save.js';
import { sectionRoutes } from './section-routes.js';

const FILTERS = {
  role: z.enum(SURVEY_ROLES).optional(),
  stage: z.enum(SURVEY_STAGES).optional(),
  which: z.enum(['archived']).optional(),
  page: pageParameter,
};

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator', 'head', 'psychologist', 'methodist');
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const [answer, templates] = await Promise.all([
    ctx.api.listQuestionnaires({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    ctx.api.listQuestionnaireTemplates({ programmeId }),
  ]);
  ctx.render('questionnaires/list', questionnaireListModel(ctx, answer, templates.rows, filters));
}

async function show(ctx: PageContext): Promise<void> {
  await showEditor(ctx, await readQuestionnaire(ctx));
}

async function preview(ctx: PageContext): Promise<void> {
  const { number } = readFilters(ctx, { number: z.coerce.number().int().min(1).optional() });
  const one = await readQuestionnaire(ctx, number);
  ctx.render('questionnaires/preview', {
    ...previewModel(ctx, inOrder(one.definition)),
    title: one.title,
    note: ctx.t('quest.preview.version', { n: one.versionNumber }),
    back: { path: `questionnaires/${one.questionnaireId}`, label: ctx.t('quest.back') },
    template: null,
    form: createForm(ctx.t, {}),
  });
}

async function previewTemplate(ctx: PageContext): Promise<void> {
  const templateCode = pathParam(ctx, 'code').slice(0, 64);
  const { programmeId } = ctx;
  const one = await ctx.api.getQuestionnaireTemplate({ programmeId, templateCode });
  ctx.render('questionnaires/preview', {
    ...previewModel(ctx, one.definition),
    title: one.title,
    note: ctx.t('quest.preview.template'),
    back: { path: 'questionnaires/new', label: ctx.t('quest.new') },
    template: ctx.role === 'coordinator' ? one.code : null,
    form: createForm(ctx.t, {}),
  });
}

const headLabels = (ctx: PageContext): Labels => ({
  title: ctx.t('quest.field.title'),
  stage: ctx.t('quest.field.stage'),
  intro: ctx.t('quest.field.intro'),
});

const headWords = (ctx: PageContext, one: Questionnaire) => ({
  title: one.title,
  stage: ctx.ref('surveyStage', one.stage),
  intro: one.definition.intro.ru,
});

const showHead = (ctx: PageContext, one: Questionnaire, form: FormView, status = 200) =>
  showEditor(ctx, one, { opened: { kind: 'head' }, form, status });

async function openHead(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const one = await readQuestionnaire(ctx);
  const { intro } = one.definition;
  const values = { title: one.title, stage: one.stage, intro: intro.ru, 'intro.en': intro.en };
  await showHead(ctx, one, await openForm(ctx, values, { labels: headLabels(ctx) }));
}

async function saveHead(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const title = fieldText(body, 'title');
  const stage = fieldText(body, 'stage') as SurveyStage;
  const intro = { ru: fieldText(body, 'intro'), en: fieldText(body, 'intro.en') };
  await saveChange(ctx, {
    labels: headLabels(ctx),
    title,
    stage,
    edit: (definition) => ({ ...definition, intro }),
    anchor: '',
    again: async (form) => showHead(ctx, await readQuestionnaire(ctx), form, 422),
    compare: (now) => ({
      shown: headWords(ctx, now),
      typed: { title, stage: ctx.ref('surveyStage', stage), intro: intro.ru },
    }),
  });
}

/** «Анкеты», the questionnaires: list, making one, the editor, the preview. */
export function questionnaireRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/questionnaires/:questionnaireId';
  router.get('/questionnaires', page(list));
  router.use(newQuestionnaireRoutes(page));
  router.get('/questionnaires/templates/:code', page(previewTemplate));
  router.get(path, page(show));
  router.get(`${path}/preview`, page(preview));
  router.get(`${path}/head`, page(openHead));
  router.post(`${path}/head`, page(saveHead));
  router.use(awayRoutes(page), questionRoutes(page), sectionRoutes(page));
  return router;
}
