import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, SURVEY_ROLES, SURVEY_STAGES } from '../../../service/api/index.js';
import type { QuestionnaireRow } from '../../../service/api/questionnaires.js';
import type { PageContext, Query } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { pagination } from '../../web/list-filters.js';
import { formOptions } from '../pairs/options.js';
import { markWords, sourceWords } from './template-words.js';

type Templates = OutputOf<Contract['listQuestionnaireTemplates']>['rows'];

const roleOptions = (ctx: PageContext) =>
  SURVEY_ROLES.map((value) => ({ value, label: ctx.t(`waves.whom.${value}`) }));

const stageOptions = (ctx: PageContext) =>
  SURVEY_STAGES.map((value) => ({ value, label: ctx.ref('surveyStage', value) }));

const whichSelect = ({ t }: PageContext, filters: Query) => ({
  name: 'which',
  label: t('quest.which'),
  value: filters['which'] ?? '',
  all: t('quest.current'),
  options: [{ value: 'archived', label: t('quest.archivedOnes') }],
});

function filterBar(ctx: PageContext, path: string, filters: Query, withForm: boolean) {
  const { t } = ctx;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name] ?? '',
    all: t('list.all'),
    options,
  });
  return {
    path,
    selects: [
      ...(withForm ? [select('form', t('pairs.form'), formOptions(ctx))] : []),
      select('role', t('quest.field.role'), roleOptions(ctx)),
      select('stage', t('quest.field.stage'), stageOptions(ctx)),
      ...(withForm ? [] : [whichSelect(ctx, filters)]),
    ],
    reset: ['form', 'role', 'stage', 'which'].some((name) => filters[name] !== undefined),
  };
}

/** Where a questionnaire is from, with the marks of its template. */
function originOf(ctx: PageContext, { templateCode }: QuestionnaireRow, templates: Templates) {
  const template = templates.find((one) => one.code === templateCode);
  if (!template) return { words: ctx.t('quest.own'), marks: [] };
  return {
    words: sourceWords(ctx, template.source),
    marks: template.marks.flatMap((mark) => markWords(ctx, mark) ?? []),
  };
}

/** The list of a programme's questionnaires. */
export function questionnaireListModel(
  ctx: PageContext,
  answer: OutputOf<Contract['listQuestionnaires']>,
  templates: Templates,
  filters: Query,
) {
  return {
    lead: ctx.t('quest.lead', { n: answer.total }),
    mayMake: ctx.role === 'coordinator',
    filterBar: filterBar(ctx, 'questionnaires', filters, false),
    rows: answer.rows.map((one) => ({
      href: ctx.url(`questionnaires/${one.questionnaireId}`),
      title: one.title,
      whom: ctx.t(`waves.whom.${one.role}`),
      stage: ctx.ref('surveyStage', one.stage),
      questions: one.questions,
      version: one.versionNumber,
      answered: one.answered,
      origin: originOf(ctx, one, templates),
      waveHref:
        one.questions > 0 && !one.archived
          ? ctx.url('surveys/new', { questionnaire: one.questionnaireId })
          : null,
    })),
    pages: pagination(ctx, 'questionnaires', { ...filters, page: undefined }, answer),
  };
}

/** The page on which a questionnaire is begun. */
export function newModel(ctx: PageContext, templates: Templates, filters: Query, form: FormView) {
  return {
    form,
    filterBar: filterBar(ctx, 'questionnaires/new', filters, true),
    roles: roleOptions(ctx),
    stages: stageOptions(ctx),
    templates: templates.map((one) => ({
      code: one.code,
      title: one.title,
      href: ctx.url(`questionnaires/templates/${one.code}`),
      source: sourceWords(ctx, one.source),
      marks: one.marks.flatMap((mark) => markWords(ctx, mark) ?? []),
      questions: one.questions,
    })),
  };
}
