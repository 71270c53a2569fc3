import { Router } from 'express';
import { z } from 'zod';
import { FORMS, SURVEY_ROLES, SURVEY_STAGES } from '../../../service/api/index.js';
import type { SurveyRole, SurveyStage } from '../../../service/api/reference.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { readFilters } from '../../web/list-filters.js';
import { newModel } from './list-model.js';

const FILTERS = {
  form: z.enum(FORMS).optional(),
  role: z.enum(SURVEY_ROLES).optional(),
  stage: z.enum(SURVEY_STAGES).optional(),
};

const labelsOf = (ctx: PageContext): Labels => ({
  title: ctx.t('quest.field.title'),
  role: ctx.t('quest.field.role'),
  stage: ctx.t('quest.field.stage'),
});

async function show(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { rows } = await ctx.api.listQuestionnaireTemplates({
    programmeId: ctx.programmeId,
    ...filters,
  });
  ctx.render('questionnaires/new', newModel(ctx, rows, filters, form), status);
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const templateCode = fieldOrNull(body, 'templateCode');
  const idempotencyKey = fieldText(body, 'idempotencyKey');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      templateCode !== null
        ? ctx.api.createQuestionnaire({ programmeId, templateCode, idempotencyKey })
        : ctx.api.createQuestionnaire({
            programmeId,
            title: fieldText(body, 'title'),
            role: fieldText(body, 'role') as SurveyRole,
            stage: fieldText(body, 'stage') as SurveyStage,
            definition: { questions: [] },
            idempotencyKey,
          }),
    done: (one) =>
      ctx.redirect(`questionnaires/${one.questionnaireId}`, {
        kind: 'success',
        key: templateCode === null ? 'quest.made.empty' : 'quest.made.template',
      }),
    again: (form) => show(ctx, form, 422),
  });
}

/** Making a questionnaire: from a template of the methodology, or an empty one. */
export function newQuestionnaireRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/questionnaires/new',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      const values = { role: 'mentee', stage: 'interim' };
      await show(ctx, await openForm(ctx, values, { labels: labelsOf(ctx) }));
    }),
  );
  router.post('/questionnaires/new', page(create));
  return router;
}
