import { Router } from 'express';
import { ASSIGNABLE_ROLES, type Form } from '../../../service/api/index.js';
import type { Participant } from '../../../service/api/people.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import type { Flash } from '../../web/flash.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldList,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { formOptions } from '../pairs/options.js';
import { lmsWords, roleWords } from './view-model.js';

type AssignableRole = (typeof ASSIGNABLE_ROLES)[number];
type ListModel = (ctx: PageContext) => Promise<object>;

const labelsOf = (ctx: PageContext): Labels => ({
  roles: ctx.t('people.roles'),
  scopeForms: ctx.t('people.scopeForms'),
});

/** The query of the list beside, kept in the sheet's links and form. */
function listQuery(ctx: PageContext): string {
  const at = ctx.req.originalUrl.indexOf('?');
  return at < 0 ? '' : ctx.req.originalUrl.slice(at);
}

const storedValues = (person: Participant): FormValues => ({
  roles: person.roles.filter((r) => r.state !== 'withdrawn').map((r) => r.role),
  scopeForms: person.scopeForms ?? [],
});

function sheetModel(ctx: PageContext, person: Participant, form: FormView) {
  return {
    id: person.personId,
    name: person.name,
    email: person.email,
    group: person.groupName,
    words: roleWords(ctx, person),
    lms: lmsWords(ctx, person),
    pairs: person.activePairs,
    version: person.version,
    byHand: person.roles.some((r) => r.byHand),
    query: listQuery(ctx),
    form,
    roleOptions: ASSIGNABLE_ROLES.map((role) => ({
      value: role,
      label: ctx.ref('role', role),
      help: ctx.t(`people.roleHelp.${role}`),
    })),
    formOptions: formOptions(ctx),
  };
}

async function show(ctx: PageContext, list: ListModel, form?: FormView): Promise<void> {
  const personId = idParam(ctx, 'personId');
  const person = await ctx.api.getParticipant({ programmeId: ctx.programmeId, personId });
  const view = form ?? (await openForm(ctx, storedValues(person), { labels: labelsOf(ctx) }));
  const model = { ...(await list(ctx)), person: sheetModel(ctx, person, view) };
  ctx.render('participants/list', model, form ? 422 : 200);
}

const wordsOf = (ctx: PageContext, list: string, codes: readonly string[]) =>
  codes.map((code) => ctx.ref(list, code)).join(', ');

/** What changed meanwhile, beside what was ticked. */
async function storedRoles(ctx: PageContext, personId: string, typed: FormValues) {
  const person = await ctx.api.getParticipant({ programmeId: ctx.programmeId, personId });
  const now = createForm(ctx.t, storedValues(person)).values;
  const say = (values: FormValues) => ({
    roles: wordsOf(ctx, 'role', fieldList(values, 'roles')),
    scopeForms: wordsOf(ctx, 'form', fieldList(values, 'scopeForms')),
  });
  return {
    version: person.version,
    shown: say(now),
    typed: say(typed),
    back: `participants/${personId}`,
  };
}

/** Pairs stay open without their mentor or mentee: whoever takes the role away is told. */
function savedWords(before: Participant, roles: readonly AssignableRole[]): Flash {
  const left = before.roles.some(
    ({ role }) => (role === 'mentor' || role === 'mentee') && !roles.includes(role),
  );
  if (!left || before.activePairs === 0) return { kind: 'success', key: 'people.saved' };
  return {
    kind: 'warning',
    key: 'people.saved.openPairs',
    params: { n: before.activePairs },
    link: { path: `pairs?personId=${before.personId}`, key: 'people.saved.seePairs' },
  };
}

async function saveRoles(deps: ShellDeps, ctx: PageContext, list: ListModel): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const personId = idParam(ctx, 'personId');
  const roles = fieldList(body, 'roles') as AssignableRole[];
  const scopeForms = fieldList(body, 'scopeForms') as Form[];
  const before = await ctx.api.getParticipant({ programmeId, personId });
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.setRoles({
        programmeId,
        personId,
        roles,
        scopeForms: roles.includes('curator') && scopeForms.length > 0 ? scopeForms : null,
        version: Number(fieldText(body, 'version')),
      }),
    done: async () => {
      // Whoever lost a role must not go on acting in it.
      const lost = before.roles.some((r) => !roles.includes(r.role as AssignableRole));
      if (lost) await deps.sessions.endOfPerson(programmeId, personId);
      ctx.redirect(`participants/${personId}${listQuery(ctx)}`, savedWords(before, roles));
    },
    again: (form) => show(ctx, list, form),
    stored: (typed) => storedRoles(ctx, personId, typed),
  });
}

/** One person beside the list, at an address of their own. */
export function personRoutes(deps: ShellDeps, page: PageWrapper, list: ListModel): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId',
    page((ctx) => show(ctx, list)),
  );
  router.post(
    '/participants/:personId',
    page((ctx) => saveRoles(deps, ctx, list)),
  );
  return router;
}
