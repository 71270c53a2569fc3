import { Router } from 'express';
import { id } from '../../../service/api/common.js';
import { type SurveyStage, usualAmong } from '../../../service/api/reference.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { readFilters } from '../../web/list-filters.js';
import {
  askableQuestionnaires,
  newWaveValues,
  questionnaireOptions,
  readAskable,
  readWaveFields,
  waveFieldOptions,
  waveLabels,
} from './wave-form.js';

/** What the fields stand at: of a questionnaire that is known, whom it usually asks. */
function withUsual(form: FormView, stage: SurveyStage | undefined): FormView {
  if (stage === undefined || form.value('among') !== '') return form;
  const among = usualAmong(stage);
  const has = (name: string, option: string) =>
    name === 'among' ? option === among : form.has(name, option);
  return { ...form, has };
}

async function show(ctx: PageContext, form: FormView, status = 200): Promise<void> {
  const rows = await askableQuestionnaires(ctx);
  const chosen = rows.find((one) => one.questionnaireId === form.value('questionnaireId'));
  const askable = chosen ? await readAskable(ctx, chosen.role) : null;
  const model = {
    form: withUsual(form, chosen?.stage),
    questionnaires: questionnaireOptions(ctx, rows),
    settled: null,
    ...(await waveFieldOptions(ctx, askable)),
  };
  ctx.render('surveys/new', model, status);
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { questionnaire = '' } = readFilters(ctx, { questionnaire: id.optional() });
  const values = newWaveValues(ctx, questionnaire);
  await show(ctx, await openForm(ctx, values, { labels: waveLabels(ctx) }));
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: waveLabels(ctx),
    attempt: () =>
      ctx.api.createWave({
        programmeId: ctx.programmeId,
        questionnaireId: fieldText(body, 'questionnaireId'),
        ...readWaveFields(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: (wave) => ctx.redirect(`surveys/${wave.waveId}`, { kind: 'success', key: 'waves.made' }),
    again: (form) => show(ctx, form, 422),
  });
}

/** Making a wave of a questionnaire. */
export function newWaveRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/surveys/new', page(open));
  router.post('/surveys/new', page(create));
  return router;
}
