import type { Form } from '../../../service/api/index.js';
import type { Mentor, MentorFields } from '../../../service/api/mentors.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormValues,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
} from '../../web/forms.js';
import { formOptions } from '../pairs/options.js';

const TEXTS = ['competences', 'achievements', 'interests', 'preferredAge', 'timeResource'] as const;

/** Labels of the fields that a mentor fills in themself. */
export const mentorLabels = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`mentors.${name}`)])),
  capacity: t('mentors.capacity'),
  forms: t('mentors.forms'),
  paused: t('mentors.pausedLabel'),
  pausedReason: t('mentors.pausedReason'),
});

/** «есть место: 2 наставляемых из 4.» */
export const availabilityWords = (
  ctx: PageContext,
  { availability, mentees, capacity }: Mentor,
): string =>
  ctx.t('mentors.personLead', {
    state: ctx.ref('availability', availability),
    n: mentees,
    of: capacity,
  });

export const mentorValues = (mentor: Mentor): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, mentor[name] ?? ''])),
  capacity: String(mentor.capacity),
  forms: mentor.forms,
  paused: mentor.paused ? 'yes' : '',
  pausedReason: mentor.pausedReason ?? '',
  enterpriseId: mentor.enterprise?.enterpriseId ?? '',
});

/** What was posted; an empty number stays one that the service refuses at its field. */
export function readMentorFields(body: unknown): MentorFields {
  const capacity = fieldText(body, 'capacity').trim();
  return {
    competences: fieldOrNull(body, 'competences'),
    achievements: fieldOrNull(body, 'achievements'),
    interests: fieldOrNull(body, 'interests'),
    preferredAge: fieldOrNull(body, 'preferredAge'),
    timeResource: fieldOrNull(body, 'timeResource'),
    capacity: capacity === '' ? Number.NaN : Number(capacity),
    forms: fieldList(body, 'forms') as Form[],
    paused: fieldText(body, 'paused') === 'yes',
    pausedReason: fieldOrNull(body, 'pausedReason'),
  };
}

/** The options of the form; a form that the programme no longer has stays offered to who chose it. */
export function mentorOptions(ctx: PageContext, chosen: readonly Form[]) {
  const known = formOptions(ctx);
  const kept = chosen
    .filter((form) => !known.some(({ value }) => value === form))
    .map((form) => ({ value: form, label: ctx.ref('form', form) }));
  return { forms: [...known, ...kept] };
}

/** Fields in words, for the page that shows what changed meanwhile. */
export function mentorInWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => String(values[name] ?? '');
  const forms = fieldList(values, 'forms').map((form) => ctx.ref('form', form));
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    capacity: text('capacity'),
    forms: forms.join(', '),
    paused: ctx.t(values['paused'] === 'yes' ? 'word.yes' : 'word.no'),
    pausedReason: text('pausedReason'),
  };
}
