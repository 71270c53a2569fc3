import { SCHOOL_AUDIENCES, type SchoolAudience } from '../../../service/api/index.js';
import type { Form } from '../../../service/api/reference.js';
import type { SchoolSessionFields } from '../../../service/api/school.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormValues,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
} from '../../web/forms.js';
import type { Option } from '../pairs/options.js';

const TEXTS = ['title', 'heldOn', 'startsAt', 'place', 'link', 'topics', 'leader'] as const;
const USUAL_MINUTES = 90;

export const sessionLabels = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`school.${name}`)])),
  minutes: t('school.minutes'),
  audience: t('school.audience'),
  forms: t('school.forms'),
  personIds: t('school.chosen'),
});

/** What stands in the form: of a session, or of a new one. */
export function sessionValues(session: SchoolSessionFields | null): FormValues {
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, session?.[name] ?? ''])),
    minutes: String(session?.minutes ?? USUAL_MINUTES),
    audience: session?.audience ?? 'all',
    forms: session?.forms ?? [],
    personIds: session?.personIds ?? [],
  };
}

/** What was posted, as the contract takes it. */
export const readSession = (body: unknown): SchoolSessionFields => ({
  title: fieldText(body, 'title'),
  heldOn: fieldText(body, 'heldOn'),
  startsAt: fieldOrNull(body, 'startsAt'),
  minutes:
    fieldText(body, 'minutes').trim() === '' ? Number.NaN : Number(fieldText(body, 'minutes')),
  place: fieldOrNull(body, 'place'),
  link: fieldOrNull(body, 'link'),
  topics: fieldOrNull(body, 'topics'),
  leader: fieldOrNull(body, 'leader'),
  audience: (fieldText(body, 'audience') || 'all') as SchoolAudience,
  forms: fieldList(body, 'forms') as Form[],
  personIds: fieldList(body, 'personIds'),
});

/** Fields in words, for the page that shows what changed meanwhile. */
export function sessionInWords(
  ctx: PageContext,
  values: FormValues,
  mentors: readonly Option[],
): Record<string, string> {
  const text = (name: string) => fieldText(values, name);
  const names = fieldList(values, 'personIds').map(
    (id) => mentors.find(({ value }) => value === id)?.label ?? '',
  );
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    heldOn: ctx.fmt.date(text('heldOn') || null),
    minutes: text('minutes'),
    audience: ctx.ref('schoolAudience', text('audience')),
    forms: fieldList(values, 'forms')
      .map((form) => ctx.ref('form', form))
      .join(', '),
    personIds: names.join(', '),
  };
}

export const audienceOptions = (ctx: PageContext) =>
  SCHOOL_AUDIENCES.map((value) => ({
    value,
    label: ctx.ref('schoolAudience', value),
    help: ctx.t(`school.audienceHelp.${value}`),
  }));
