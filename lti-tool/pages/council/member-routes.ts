import { Router } from 'express';
import type { CouncilMember, CouncilMemberFields } from '../../../service/api/council.js';
import { COUNCIL_ROLES, type CouncilRole, type Role } from '../../../service/api/index.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';

const TEXTS = ['personId', 'name', 'position', 'role', 'since', 'until'] as const;
/** Of whom a council is usually made; others are written by name. */
const OFFERED: readonly Role[] = [
  'coordinator',
  'curator',
  'head',
  'methodist',
  'psychologist',
  'mentor',
];
const OFFERED_AT_MOST = 500;

const labelsOf = ({ t }: PageContext): Labels =>
  Object.fromEntries(TEXTS.map((name) => [name, t(`council.field.${name}`)]));

const readFields = (body: unknown): CouncilMemberFields => ({
  personId: fieldOrNull(body, 'personId'),
  name: fieldOrNull(body, 'name'),
  position: fieldOrNull(body, 'position'),
  role: fieldText(body, 'role') as CouncilRole,
  since: fieldText(body, 'since'),
  until: fieldOrNull(body, 'until'),
});

const valuesOf = (member: CouncilMember): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, member[name] ?? ''])),
  // The name of somebody of the programme is the person's.
  name: member.personId === null ? member.name : '',
});

async function peopleOptions(ctx: PageContext, member: CouncilMember | null) {
  const { programmeId } = ctx;
  const lists = await Promise.all(
    OFFERED.map((role) =>
      ctx.api.listParticipants({ programmeId, role, pageSize: OFFERED_AT_MOST }),
    ),
  );
  const names = new Map(
    lists.flatMap(({ rows }) => rows.map(({ personId, name }) => [personId, name] as const)),
  );
  if (member?.personId) names.set(member.personId, member.name);
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'ru'));
}

async function find(ctx: PageContext): Promise<CouncilMember> {
  const memberId = idParam(ctx, 'memberId');
  const { rows } = await ctx.api.listCouncil({ programmeId: ctx.programmeId });
  const found = rows.find((one) => one.memberId === memberId);
  if (!found) throw notFound('member');
  return found;
}

async function show(ctx: PageContext, member: CouncilMember | null, refused?: FormView) {
  requireRole(ctx, 'coordinator');
  const initial = member ? valuesOf(member) : { since: ctx.fmt.today, role: 'member' };
  ctx.render(
    'council/member',
    {
      member,
      action: `council/members/${member?.memberId ?? 'new'}`,
      form: refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) })),
      people: await peopleOptions(ctx, member),
      roles: COUNCIL_ROLES.map((value) => ({ value, label: ctx.ref('councilRole', value) })),
    },
    refused ? 422 : 200,
  );
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.addCouncilMember({
        programmeId: ctx.programmeId,
        ...readFields(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect('council', { kind: 'success', key: 'council.member.added' }),
    again: (form) => show(ctx, null, form),
  });
}

async function stored(ctx: PageContext, typed: FormValues) {
  const now = await find(ctx);
  const people = await peopleOptions(ctx, now);
  const say = (values: FormValues) => {
    const text = (name: string) => String(values[name] ?? '');
    return {
      ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
      personId: people.find(({ value }) => value === text('personId'))?.label ?? '',
      role: ctx.ref('councilRole', text('role')),
      since: ctx.fmt.date(text('since') || null),
      until: ctx.fmt.date(text('until') || null),
    };
  };
  return {
    version: now.version,
    shown: say(createForm(ctx.t, valuesOf(now)).values),
    typed: say(typed),
    back: 'council',
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updateCouncilMember({
        programmeId: ctx.programmeId,
        memberId: idParam(ctx, 'memberId'),
        ...readFields(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('council', { kind: 'success', key: 'council.member.saved' }),
    again: async (form) => show(ctx, await find(ctx), form),
    stored: (typed) => stored(ctx, typed),
  });
}

/** Members of the council: adding one, changing position, role and term. */
export function memberRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/council/members/new',
    page((ctx) => show(ctx, null)),
  );
  router.post('/council/members/new', page(create));
  router.get(
    '/council/members/:memberId',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      await show(ctx, await find(ctx));
    }),
  );
  router.post('/council/members/:memberId', page(save));
  return router;
}
