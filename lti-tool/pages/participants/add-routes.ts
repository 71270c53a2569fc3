import { Router } from 'express';
import { ASSIGNABLE_ROLES } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';

const FIELDS = [
  'familyName',
  'givenName',
  'middleName',
  'role',
  'groupName',
  'birthDate',
  'adult',
  'workplace',
  'position',
  'phone',
  'contactEmail',
] as const;

const labelsOf = ({ t }: PageContext): Labels =>
  Object.fromEntries(FIELDS.map((field) => [field, t(`people.field.${field}`)]));

async function show(ctx: PageContext, returned?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator');
  const labels = labelsOf(ctx);
  const form = returned ?? (await openForm(ctx, { role: 'mentor' }, { labels }));
  const roles = ASSIGNABLE_ROLES.filter((role) => role !== 'visitor');
  ctx.render(
    'participants/new',
    { form, labels, roles: roles.map((value) => ({ value, label: ctx.ref('role', value) })) },
    returned ? 422 : 200,
  );
}

async function add(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.addPerson({
        programmeId: ctx.programmeId,
        familyName: fieldText(body, 'familyName'),
        givenName: fieldText(body, 'givenName'),
        middleName: fieldOrNull(body, 'middleName'),
        role: fieldText(body, 'role') as (typeof ASSIGNABLE_ROLES)[number],
        groupName: fieldOrNull(body, 'groupName'),
        birthDate: fieldOrNull(body, 'birthDate'),
        adult: fieldText(body, 'adult') === '1',
        workplace: fieldOrNull(body, 'workplace'),
        position: fieldOrNull(body, 'position'),
        phone: fieldOrNull(body, 'phone'),
        contactEmail: fieldOrNull(body, 'contactEmail'),
        idempotencyKey: fieldText(body, 'idempotencyKey') || undefined,
      }),
    done: ({ personId }) =>
      ctx.redirect(`participants/${personId}`, { kind: 'success', key: 'people.added' }),
    again: (form) => show(ctx, form),
  });
}

/** Somebody without an account in the LMS, by hand. */
export function addRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/new',
    page((ctx) => show(ctx)),
  );
  router.post('/participants/new', page(add));
  return router;
}
