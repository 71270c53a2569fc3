import type { Profile } from '../../../service/api/profiles.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldOrNull, fieldText, type Labels } from '../../web/forms.js';

/** The fields of a profile that its owner may change too. */
const OWN = ['phone', 'contactEmail', 'workplace', 'position'] as const;
const TEXTS = [
  ...OWN,
  'groupName',
  'speciality',
  'representativeName',
  'representativeContact',
] as const;

/** Labels of the fields of a profile; of one's own, only those that one may change. */
export function profileLabels({ t }: PageContext, own: boolean): Labels {
  const fields = own ? OWN : (['birthDate', 'adult', 'course', ...TEXTS] as const);
  const all = [...fields, 'publicationWanted'];
  return Object.fromEntries(all.map((field) => [field, t(`profile.${field}`)]));
}

/** The birth date, or the year that a register told, with where it comes from; empty: neither is known. */
export function birthWords({ t, fmt }: PageContext, profile: Profile): string {
  const { birthDate, birthYear } = profile;
  if (birthDate !== null || birthYear === null) return fmt.date(birthDate);
  return t('profile.birthYearOnly', { year: String(birthYear) });
}

export const profileValues = (profile: Profile): FormValues => ({
  ...Object.fromEntries(TEXTS.map((field) => [field, profile[field] ?? ''])),
  birthDate: profile.birthDate ?? '',
  adult: profile.adult ? 'yes' : '',
  course: profile.course === null ? '' : String(profile.course),
  publicationWanted: profile.publicationWanted ? 'yes' : '',
});

/** What somebody may write of themself. */
export const ownFields = (body: unknown) => ({
  phone: fieldOrNull(body, 'phone'),
  contactEmail: fieldOrNull(body, 'contactEmail'),
  workplace: fieldOrNull(body, 'workplace'),
  position: fieldOrNull(body, 'position'),
  publicationWanted: fieldText(body, 'publicationWanted') === 'yes',
});

/** All that the coordinator may write; the service says what is wrong with it. */
export function profileFields(body: unknown) {
  const course = fieldOrNull(body, 'course');
  return {
    ...ownFields(body),
    birthDate: fieldOrNull(body, 'birthDate'),
    adult: fieldText(body, 'adult') === 'yes',
    groupName: fieldOrNull(body, 'groupName'),
    course: course === null ? null : Number(course),
    speciality: fieldOrNull(body, 'speciality'),
    representativeName: fieldOrNull(body, 'representativeName'),
    representativeContact: fieldOrNull(body, 'representativeContact'),
  };
}

/** The fields in words, to set two versions beside each other. */
export function profileWords(ctx: PageContext, values: FormValues, labels: Labels) {
  const yes = (name: string) => ctx.t(fieldText(values, name) === 'yes' ? 'word.yes' : 'word.no');
  const words = (name: string) => {
    if (name === 'birthDate') return ctx.fmt.date(fieldOrNull(values, name));
    return name === 'adult' || name === 'publicationWanted' ? yes(name) : fieldText(values, name);
  };
  return Object.fromEntries(Object.keys(labels).map((name) => [name, words(name)]));
}
