import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';

async function ask(ctx: PageContext, form?: FormView): Promise<void> {
  requireRole(ctx, 'mentee');
  const pairId = idParam(ctx, 'pairId');
  const { wishes } = await ctx.api.getClosing({ programmeId: ctx.programmeId, pairId });
  const [own] = wishes;
  ctx.render(
    'closing/mentor',
    {
      path: `closing/${pairId}`,
      made: own?.madeOn ? ctx.t('closing.say.mentor.made', { date: ctx.fmt.date(own.madeOn) }) : '',
      wished: own?.wished ?? false,
      version: own?.version ?? 0,
      form: form ?? (await openForm(ctx, { note: own?.note ?? '' })),
    },
    form ? 422 : 200,
  );
}

async function say(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'mentee');
  const { body } = ctx.req;
  const pairId = idParam(ctx, 'pairId');
  const wished = fieldText(body, 'wished') === 'yes';
  await submitForm(ctx, {
    labels: { note: ctx.t('closing.wish.note') },
    attempt: () =>
      ctx.api.sayMentorWish({
        programmeId: ctx.programmeId,
        pairId,
        wished,
        note: fieldOrNull(body, 'note'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`closing/${pairId}`, {
        kind: 'success',
        key: wished ? 'closing.wish.said' : 'closing.wish.taken',
      }),
    again: (form) => ask(ctx, form),
    stored: async (typed) => {
      const closing = await ctx.api.getClosing({ programmeId: ctx.programmeId, pairId });
      const [own] = closing.wishes;
      return {
        version: own?.version ?? 0,
        shown: { note: own?.note ?? '' },
        typed: { note: fieldText(typed, 'note') },
        back: `closing/${pairId}/mentor`,
      };
    },
  });
}

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const filters = readFilters(ctx, { page: pageParameter });
  const { programmeId, t, fmt } = ctx;
  const found = await ctx.api.listMentorWishes({
    programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  ctx.render('closing/wishes', {
    lead: t('closing.wishes.lead', { n: found.total }),
    rows: found.rows.map((row) => ({
      id: row.person.personId,
      name: row.person.name,
      href: ctx.url(`participants/${row.person.personId}`),
      pair: pairTitle(t, row),
      pairHref: ctx.url(`closing/${row.pairId}`),
      note: row.note,
      said: fmt.date(row.saidAt),
      made: row.madeOn ? t('closing.wishes.made', { date: fmt.date(row.madeOn) }) : '',
    })),
    open: found.rows.some(({ madeOn }) => madeOn === null),
    pages: pagination(ctx, 'closing/wishes', {}, found),
  });
}

async function make(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const personIds = fieldList(ctx.req.body, 'personIds');
  if (personIds.length === 0)
    return ctx.redirect('closing/wishes', { kind: 'warning', key: 'closing.wishes.none' });
  await submitForm(ctx, {
    labels: {},
    attempt: () => ctx.api.makeMentorCandidates({ programmeId: ctx.programmeId, personIds }),
    done: ({ made, unchanged }) =>
      ctx.redirect('closing/wishes', {
        kind: 'success',
        key: 'closing.wishes.done',
        params: { made, unchanged },
      }),
    again: () => ctx.redirect('closing/wishes', { kind: 'warning', key: 'closing.wishes.refused' }),
  });
}

/** «Стать наставником»: a mentee says so, the coordinator takes them into the base of mentors. */
export function wishRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/closing/wishes', page(list));
  router.post('/closing/wishes', page(make));
  router.get(
    '/closing/:pairId/mentor',
    page((ctx) => ask(ctx)),
  );
  router.post('/closing/:pairId/mentor', page(say));
  return router;
}
