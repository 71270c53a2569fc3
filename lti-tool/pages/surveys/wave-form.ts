import {
  BREAKDOWNS,
  type Breakdown,
  type Form,
  type SurveyRole,
} from '../../../service/api/index.js';
import type { SurveyWave, WaveFields } from '../../../service/api/survey-waves.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormValues,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
} from '../../web/forms.js';
import { formOptions } from '../pairs/options.js';
import { whomWords } from './wave-words.js';

/** A new wave goes on for two weeks, unless somebody says otherwise. */
const USUAL_DAYS = 13;
/** Questionnaires offered for a wave. */
const MOST_OFFERED = 200;

/** Labels of the fields of a wave, new or old. */
export const waveLabels = (ctx: PageContext): Labels => ({
  questionnaireId: ctx.t('waves.questionnaire'),
  title: ctx.t('waves.name'),
  form: ctx.t('pairs.form'),
  groups: ctx.t('waves.groups'),
  startsOn: ctx.t('waves.startsOn'),
  endsOn: ctx.t('waves.endsOn'),
  anonymous: ctx.t('waves.whose'),
  breakdown: ctx.t('waves.breakdown'),
});

export const newWaveValues = (ctx: PageContext, questionnaireId: string): FormValues => ({
  questionnaireId,
  startsOn: ctx.fmt.today,
  endsOn: addDays(ctx.fmt.today, USUAL_DAYS),
  anonymous: 'no',
  breakdown: 'none',
});

export const storedWaveValues = (wave: SurveyWave): FormValues => ({
  title: wave.title,
  form: wave.form ?? '',
  groups: wave.groups ?? [],
  startsOn: wave.startsOn,
  endsOn: wave.endsOn,
  anonymous: wave.anonymous ? 'yes' : 'no',
  breakdown: wave.breakdown,
});

/** The fields as the service takes them; what is missing or malformed it says itself. */
export function readWaveFields(body: unknown): WaveFields {
  const groups = fieldList(body, 'groups');
  const anonymous = fieldText(body, 'anonymous') === 'yes';
  const breakdown = fieldText(body, 'breakdown') || 'none';
  return {
    title: fieldText(body, 'title'),
    form: fieldOrNull(body, 'form') as Form | null,
    groups: groups.length === 0 ? null : groups,
    startsOn: fieldText(body, 'startsOn'),
    endsOn: fieldText(body, 'endsOn'),
    anonymous,
    // The choice is hidden while the wave is a named one.
    breakdown: anonymous ? (breakdown as Breakdown) : 'none',
  };
}

/** The same fields in words, for the comparison of two versions. */
export function waveFieldWords(
  ctx: PageContext,
  values: FormValues,
  role: SurveyRole,
): Record<string, string> {
  const fields = readWaveFields(values);
  return {
    title: fields.title,
    form: whomWords(ctx, { role, form: fields.form, groups: null }),
    groups: fields.groups === null ? ctx.t('list.all') : ctx.fmt.list(fields.groups),
    startsOn: ctx.fmt.date(fields.startsOn),
    endsOn: ctx.fmt.date(fields.endsOn),
    anonymous: ctx.t(fields.anonymous ? 'waves.anonymous.yes' : 'waves.anonymous.no'),
    breakdown: ctx.ref('breakdown', fields.breakdown),
  };
}

/** The options of the form's fields, with those that a stored wave has although they are gone. */
export async function waveFieldOptions(ctx: PageContext, wave?: SurveyWave) {
  const { groups } = await ctx.api.listSurveyGroups({ programmeId: ctx.programmeId });
  const all = [...new Set([...groups, ...(wave?.groups ?? [])])];
  return {
    forms: formOptions(ctx, wave?.form),
    groups: all.map((value) => ({ value, label: value })),
    whose: ['no', 'yes'].map((value) => ({
      value,
      label: ctx.t(`waves.anonymous.${value}`),
      help: ctx.t(`waves.anonymous.${value}.help`),
    })),
    breakdowns: BREAKDOWNS.map((value) => ({ value, label: ctx.ref('breakdown', value) })),
  };
}

/** The questionnaires that a wave can ask, with whom each is for. */
export async function questionnaireOptions(ctx: PageContext) {
  const { rows } = await ctx.api.listQuestionnaires({
    programmeId: ctx.programmeId,
    pageSize: MOST_OFFERED,
  });
  return rows.map((one) => ({
    value: one.questionnaireId,
    label: ctx.t('waves.questionnaireOption', {
      title: one.title,
      whom: ctx.t(`waves.whom.${one.role}`).toLowerCase(),
      n: one.questions,
    }),
  }));
}
