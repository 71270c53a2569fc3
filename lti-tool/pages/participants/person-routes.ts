import { Router } from 'express';
import {
  type ASSIGNABLE_ROLES,
  DECISIONS,
  type Decision,
  type Form,
} from '../../../service/api/index.js';
import { invalid } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import type { Flash } from '../../web/flash.js';
import { createForm, type FormValues, fieldList, fieldText, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import type { CardPerson } from './card/sections.js';
import { cardModel, type Returned, rolesLabels, rolesValues } from './card-model.js';

type AssignableRole = (typeof ASSIGNABLE_ROLES)[number];

const read = (ctx: PageContext) =>
  ctx.api.getPerson({ programmeId: ctx.programmeId, personId: idParam(ctx, 'personId') });

async function show(ctx: PageContext, returned?: Returned): Promise<void> {
  const model = await cardModel(ctx, await read(ctx), returned);
  ctx.render('participants/show', model, returned ? 422 : 200);
}

const wordsOf = (ctx: PageContext, list: string, codes: readonly string[]) =>
  codes.map((code) => ctx.ref(list, code)).join(', ');

/** What changed meanwhile, beside what was ticked. */
async function storedRoles(ctx: PageContext, typed: FormValues) {
  const person = await read(ctx);
  const now = createForm(ctx.t, rolesValues(person)).values;
  const say = (values: FormValues) => ({
    roles: wordsOf(ctx, 'role', fieldList(values, 'roles')),
    scopeForms: wordsOf(ctx, 'form', fieldList(values, 'scopeForms')),
  });
  return {
    version: person.version,
    shown: say(now),
    typed: say(typed),
    back: `participants/${person.personId}`,
  };
}

/** Whoever lost a role must not go on acting in it. */
async function endActing(deps: ShellDeps, { programmeId }: PageContext, personId: string) {
  await deps.sessions.endOfPerson(programmeId, personId);
}

/** Pairs stay open without their mentor or mentee: whoever takes the role away is told. */
function savedWords(before: CardPerson, roles: readonly AssignableRole[]): Flash {
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

async function saveRoles(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const personId = idParam(ctx, 'personId');
  const roles = fieldList(body, 'roles') as AssignableRole[];
  const scopeForms = fieldList(body, 'scopeForms') as Form[];
  const before = await read(ctx);
  await submitForm(ctx, {
    labels: rolesLabels(ctx),
    attempt: () =>
      ctx.api.setRoles({
        programmeId,
        personId,
        roles,
        scopeForms: roles.includes('curator') && scopeForms.length > 0 ? scopeForms : null,
        version: Number(fieldText(body, 'version')),
      }),
    done: async () => {
      const lost = before.roles.some((r) => !roles.includes(r.role as AssignableRole));
      if (lost) await endActing(deps, ctx, personId);
      ctx.redirect(`participants/${personId}`, savedWords(before, roles));
    },
    again: (form) => show(ctx, { roles: form }),
    stored: (typed) => storedRoles(ctx, typed),
  });
}

function decisionOf(body: unknown): { role: 'mentor' | 'mentee'; decision: Decision } {
  const decision = DECISIONS.find((one) => one === fieldText(body, 'decision'));
  const role = fieldText(body, 'role');
  if (!decision || (role !== 'mentor' && role !== 'mentee')) {
    throw invalid([{ path: 'decision', code: 'value.invalid' }]);
  }
  return { role, decision };
}

async function decide(deps: ShellDeps, ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const personId = idParam(ctx, 'personId');
  const { role, decision } = decisionOf(body);
  await submitForm(ctx, {
    labels: { reason: ctx.t('card.reason') },
    attempt: () =>
      ctx.api.decide({
        programmeId: ctx.programmeId,
        personId,
        role,
        decision,
        reason: fieldText(body, 'reason'),
        supported: fieldText(body, 'supported') === '1',
        version: Number(fieldText(body, 'version')),
        idempotencyKey: fieldText(body, 'idempotencyKey') || undefined,
      }),
    done: async () => {
      if (decision === 'decline' || decision === 'withdraw') await endActing(deps, ctx, personId);
      ctx.redirect(`participants/${personId}`, {
        kind: 'success',
        key: `card.done.${decision}`,
      });
    },
    again: (form) => show(ctx, { decision: { form, chosen: `${role} ${decision}` } }),
    stored: async (typed) => {
      const person = await read(ctx);
      return {
        version: person.version,
        shown: { reason: '' },
        typed: { reason: fieldText(typed, 'reason') },
        back: `participants/${personId}`,
      };
    },
  });
}

/** The card of one person, with what is decided of them and their roles. */
export function personRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId',
    page((ctx) => show(ctx)),
  );
  router.post(
    '/participants/:personId',
    page((ctx) => saveRoles(deps, ctx)),
  );
  router.post(
    '/participants/:personId/decisions',
    page((ctx) => decide(deps, ctx)),
  );
  // A draft of a decision leads back to the card.
  router.get(
    '/participants/:personId/decisions',
    page((ctx) => ctx.redirect(`participants/${idParam(ctx, 'personId')}`)),
  );
  return router;
}
