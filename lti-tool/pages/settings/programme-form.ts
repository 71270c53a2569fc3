import type { InputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS, type Form, PROGRESS_PARTS } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText, type Labels } from '../../web/forms.js';

type Settings = Omit<InputOf<Contract['updateProgramme']>, 'programmeId' | 'version'>;

export const programmeLabels = (ctx: PageContext): Labels => ({
  organisationName: ctx.t('settings.organisationName'),
  title: ctx.t('settings.title'),
  startsOn: ctx.t('settings.startsOn'),
  endsOn: ctx.t('settings.endsOn'),
  forms: ctx.t('settings.forms'),
  meetingEveryDays: ctx.t('settings.meetingEveryDays'),
  feedbackEveryDays: ctx.t('settings.feedbackEveryDays'),
  ...Object.fromEntries(
    PROGRESS_PARTS.map((part) => [`weights.${part}`, ctx.ref('progressPart', part)]),
  ),
  weights: ctx.t('settings.weights'),
});

/** What is stored, as texts of the form's fields. */
export function programmeValues(programme: PageContext['me']['programme']): FormValues {
  return {
    organisationName: programme.organisationName,
    title: programme.title,
    startsOn: programme.startsOn,
    endsOn: programme.endsOn,
    forms: programme.forms,
    meetingEveryDays: String(programme.meetingEveryDays),
    feedbackEveryDays: String(programme.feedbackEveryDays),
    ...Object.fromEntries(
      PROGRESS_PARTS.map((part) => [`weights.${part}`, String(programme.weights[part])]),
    ),
  };
}

/** A number as typed; NaN is told by the service as «not a number», at its field. */
const whole = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

export function readProgramme(body: unknown): Settings {
  const weights = Object.fromEntries(
    PROGRESS_PARTS.map((part) => [part, whole(fieldText(body, `weights.${part}`))]),
  ) as Settings['weights'];
  return {
    organisationName: fieldText(body, 'organisationName'),
    title: fieldText(body, 'title'),
    startsOn: fieldText(body, 'startsOn'),
    endsOn: fieldText(body, 'endsOn'),
    forms: fieldList(body, 'forms') as Form[],
    meetingEveryDays: whole(fieldText(body, 'meetingEveryDays')),
    feedbackEveryDays: whole(fieldText(body, 'feedbackEveryDays')),
    weights,
  };
}

/** The settings in words, for the comparison of two versions. */
export function programmeWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const words: Record<string, string> = {};
  for (const field of Object.keys(programmeLabels(ctx))) {
    if (field !== 'weights') words[field] = fieldText(values, field);
  }
  return {
    ...words,
    startsOn: ctx.fmt.date(fieldText(values, 'startsOn')),
    endsOn: ctx.fmt.date(fieldText(values, 'endsOn')),
    forms: fieldList(values, 'forms')
      .map((form) => ctx.ref('form', form))
      .join(', '),
  };
}

export const allForms = (ctx: PageContext) =>
  FORMS.map((form) => ({ value: form, label: ctx.ref('form', form) }));

export const weightFields = (ctx: PageContext) =>
  PROGRESS_PARTS.map((part) => ({
    name: `weights.${part}`,
    label: ctx.ref('progressPart', part),
    help: ctx.t(`settings.weightHelp.${part}`),
  }));
