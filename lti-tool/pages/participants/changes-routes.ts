import { Router } from 'express';
import { invalid } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, fieldList, fieldText, submitForm } from '../../web/forms.js';

const CHANGES = ['admit', 'role', 'group'] as const;
type Change = (typeof CHANGES)[number];

/** Names that are said before the question; the rest by their number. */
const NAMES_SHOWN = 20;

interface Asked {
  change: Change;
  personIds: string[];
  role: 'mentor' | 'mentee';
  groupName: string;
  /** The list as it was filtered. */
  back: string;
}

function askedOf(ctx: PageContext): Asked {
  const { body } = ctx.req;
  const change = CHANGES.find((one) => one === fieldText(body, 'change'));
  if (!change) throw invalid([{ path: 'change', code: 'value.invalid' }]);
  const query = fieldText(body, 'back');
  return {
    change,
    personIds: [...new Set(fieldList(body, 'personIds'))],
    role: fieldText(body, 'role') === 'mentor' ? 'mentor' : 'mentee',
    groupName: fieldText(body, 'groupName').trim(),
    back: /^[\w%=&.+-]*$/.test(query) && query !== '' ? `participants?${query}` : 'participants',
  };
}

const wordsOf = (ctx: PageContext, { change, role, groupName, personIds }: Asked) => {
  const params = { n: personIds.length, role: ctx.ref('role', role), group: groupName };
  const key = change === 'group' && groupName === '' ? 'noGroup' : change;
  return {
    title: ctx.t(`people.ask.${key}`, params),
    text: ctx.t(`people.ask.${change}.text`),
    button: ctx.t(`people.ask.${key}.button`, params),
  };
};

/** Says what will happen, and to whom. */
async function ask(ctx: PageContext, asked: Asked, form?: FormView): Promise<void> {
  const shown = asked.personIds.slice(0, NAMES_SHOWN);
  const { programmeId } = ctx;
  const people = await Promise.all(
    shown.map((personId) => ctx.api.getPerson({ programmeId, personId })),
  );
  const hidden = [
    ['change', asked.change],
    ['role', asked.role],
    ['groupName', asked.groupName],
    ['back', fieldText(ctx.req.body, 'back')],
    ...asked.personIds.map((personId) => ['personIds', personId]),
  ];
  ctx.render(
    'participants/changes',
    {
      ...wordsOf(ctx, asked),
      names: people.map((person) => person.name),
      more: asked.personIds.length - shown.length,
      hidden,
      back: asked.back,
      form: form ?? createForm(ctx.t, {}),
    },
    form ? 422 : 200,
  );
}

async function change(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const asked = askedOf(ctx);
  if (asked.personIds.length === 0) {
    ctx.redirect(asked.back, { kind: 'warning', key: 'people.noneChosen' });
    return;
  }
  if (fieldText(ctx.req.body, 'confirmed') === '') return ask(ctx, asked);
  await submitForm(ctx, {
    labels: {},
    attempt: () =>
      ctx.api.changeMany({
        programmeId: ctx.programmeId,
        personIds: asked.personIds,
        change: asked.change,
        role: asked.role,
        groupName: asked.groupName,
        idempotencyKey: fieldText(ctx.req.body, 'idempotencyKey') || undefined,
      }),
    done: ({ changed, unchanged }) =>
      ctx.redirect(asked.back, {
        kind: 'success',
        key: `people.done.${asked.change}`,
        params: { changed, unchanged },
      }),
    again: (form) => ask(ctx, asked, form),
  });
}

/** One change of those who were chosen in the list; it is asked for before. */
export function changesRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.post('/participants/changes', page(change));
  // Who reloads the question after it was answered comes back to the list.
  router.get(
    '/participants/changes',
    page((ctx) => ctx.redirect('participants')),
  );
  return router;
}
