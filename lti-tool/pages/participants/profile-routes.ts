import { Router } from 'express';
import type { Profile } from '../../../service/api/profiles.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

const TEXTS = [
  'groupName',
  'speciality',
  'workplace',
  'position',
  'phone',
  'contactEmail',
  'representativeName',
  'representativeContact',
] as const;
const FIELDS = ['birthDate', 'adult', 'course', ...TEXTS, 'publicationWanted'] as const;

const labelsOf = ({ t }: PageContext): Labels =>
  Object.fromEntries(FIELDS.map((field) => [field, t(`people.field.${field}`)]));

const valuesOf = (profile: Profile): FormValues => ({
  birthDate: profile.birthDate ?? '',
  adult: profile.adult ? '1' : '',
  course: profile.course === null ? '' : String(profile.course),
  ...Object.fromEntries(TEXTS.map((field) => [field, profile[field] ?? ''])),
  publicationWanted: profile.publicationWanted ? '1' : '',
});

/** Values in words, for who is shown what changed meanwhile. */
function wordsOf(ctx: PageContext, values: FormValues): Record<string, string> {
  return Object.fromEntries(
    FIELDS.map((field) => {
      const text = fieldText(values, field);
      if (field === 'birthDate') return [field, text === '' ? '' : ctx.fmt.date(text)];
      if (field !== 'adult' && field !== 'publicationWanted') return [field, text];
      return [field, ctx.t(text === '1' ? 'word.yes' : 'word.no')];
    }),
  );
}

const read = (ctx: PageContext) =>
  ctx.api.getProfile({ programmeId: ctx.programmeId, personId: idParam(ctx, 'personId') });

async function show(ctx: PageContext, returned?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const profile = await read(ctx);
  const labels = labelsOf(ctx);
  const form = returned ?? (await openForm(ctx, valuesOf(profile), { labels }));
  const { personId, name, version } = profile;
  ctx.render(
    'participants/profile',
    { form, labels, personId, name, version },
    returned ? 422 : 200,
  );
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const personId = idParam(ctx, 'personId');
  const course = fieldText(body, 'course').trim();
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updateProfile({
        programmeId: ctx.programmeId,
        personId,
        version: Number(fieldText(body, 'version')),
        birthDate: fieldOrNull(body, 'birthDate'),
        adult: fieldText(body, 'adult') === '1',
        course: course === '' ? null : Number(course),
        groupName: fieldOrNull(body, 'groupName'),
        speciality: fieldOrNull(body, 'speciality'),
        workplace: fieldOrNull(body, 'workplace'),
        position: fieldOrNull(body, 'position'),
        phone: fieldOrNull(body, 'phone'),
        contactEmail: fieldOrNull(body, 'contactEmail'),
        representativeName: fieldOrNull(body, 'representativeName'),
        representativeContact: fieldOrNull(body, 'representativeContact'),
        publicationWanted: fieldText(body, 'publicationWanted') === '1',
      }),
    done: () =>
      ctx.redirect(`participants/${personId}`, { kind: 'success', key: 'people.profileSaved' }),
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const profile = await read(ctx);
      return {
        version: profile.version,
        shown: wordsOf(ctx, valuesOf(profile)),
        typed: wordsOf(ctx, typed),
        back: `participants/${personId}`,
      };
    },
  });
}

/** What the consents and registers need to know of a person. */
export function profileRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId/profile',
    page((ctx) => show(ctx)),
  );
  router.post('/participants/:personId/profile', page(save));
  return router;
}
