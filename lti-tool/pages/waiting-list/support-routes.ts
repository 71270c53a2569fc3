import { Router } from 'express';
import type { SupportEntry, SupportFields } from '../../../service/api/support-log.js';
import { SUPPORTERS } from '../../../service/api/support-log.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';
import {
  kindOptions,
  readSupport,
  supportInWords,
  supportLabels,
  supportValues,
} from './support-form.js';
import { nextWords, reasonWords } from './support-words.js';

/** Entries of one person that are looked through for the one that is corrected. */
const MOST_ENTRIES = 1000;

const wordsOf = (ctx: PageContext, entry: SupportFields) => ({
  kind: ctx.ref('supportKind', entry.kind),
  date: ctx.fmt.date(entry.heldOn),
  iso: entry.heldOn,
  text: entry.text,
  next: nextWords(ctx, entry),
});

const entryModel = (ctx: PageContext, entry: SupportEntry) => ({
  ...wordsOf(ctx, entry),
  entryId: entry.entryId,
  author: entry.author ?? '',
  version: entry.version,
  withdrawn:
    entry.withdrawnAt === null
      ? ''
      : ctx.t('support.withdrawnAt', { at: ctx.fmt.dateTime(entry.withdrawnAt) }),
  mayChange: entry.mine && entry.withdrawnAt === null,
  earlier: entry.earlier.map((one) => ({
    ...wordsOf(ctx, one),
    replaced: ctx.t('support.replacedAt', { at: ctx.fmt.dateTime(one.replacedAt) }),
  })),
});

const logOf = (ctx: PageContext, page: number, pageSize: number) =>
  ctx.api.getSupportLog({
    programmeId: ctx.programmeId,
    personId: idParam(ctx, 'personId'),
    page,
    pageSize,
  });
type Log = Awaited<ReturnType<typeof logOf>>;

/** «Без наставника с 01.10.2026, 40 дней: пара завершилась досрочно», or that they wait no more. */
function standingWords(ctx: PageContext, { waiting, open }: Log): string {
  if (waiting === null) return ctx.t(open ? 'support.notWaiting' : 'support.hasMentor');
  return ctx.t('support.waits', {
    since: ctx.fmt.date(waiting.since),
    days: waiting.days,
    reason: reasonWords(ctx, waiting),
  });
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { page } = readFilters(ctx, { page: pageParameter });
  const log = await logOf(ctx, page, LIST_PAGE_SIZE);
  const personId = idParam(ctx, 'personId');
  const path = `participants/${personId}/support`;
  const mayAdd = log.open && log.consent;
  const form = mayAdd
    ? (refused ?? (await openForm(ctx, supportValues(ctx, null), { labels: supportLabels(ctx) })))
    : null;
  ctx.render(
    'waiting-list/person',
    {
      personId,
      path,
      name: [log.name, log.groupName].filter(Boolean).join(' · '),
      standing: standingWords(ctx, log),
      consent: log.consent,
      form,
      // What a form was refused with that is not on the page any more.
      problems: mayAdd ? [] : (refused?.summary.map(({ message }) => message) ?? []),
      formOpen: refused !== undefined || (form?.restored ?? false) || log.total === 0,
      kinds: kindOptions(ctx),
      entries: log.rows.map((entry) => entryModel(ctx, entry)),
      pages: pagination(ctx, path, { page: page === 1 ? undefined : page }, log),
    },
    refused ? 422 : 200,
  );
}

async function add(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { body } = ctx.req;
  const personId = idParam(ctx, 'personId');
  await submitForm(ctx, {
    labels: supportLabels(ctx),
    attempt: () =>
      ctx.api.addSupportEntry({
        programmeId: ctx.programmeId,
        personId,
        ...readSupport(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () =>
      ctx.redirect(`participants/${personId}/support`, { kind: 'success', key: 'support.added' }),
    again: (form) => show(ctx, form),
  });
}

/** The entry of the address, of the caller's own; `not_found` for any other. */
async function ownEntry(ctx: PageContext): Promise<{ entry: SupportEntry; name: string }> {
  const entryId = idParam(ctx, 'entryId');
  const { rows, name } = await logOf(ctx, 1, MOST_ENTRIES);
  const entry = rows.find((one) => one.entryId === entryId);
  if (!entry?.mine || entry.withdrawnAt !== null) throw notFound('entry');
  return { entry, name };
}

async function edit(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { entry, name } = await ownEntry(ctx);
  const back = `participants/${idParam(ctx, 'personId')}/support`;
  const form =
    refused ?? (await openForm(ctx, supportValues(ctx, entry), { labels: supportLabels(ctx) }));
  ctx.render(
    'waiting-list/entry',
    {
      name,
      back,
      path: `${back}/${entry.entryId}`,
      version: entry.version,
      form,
      kinds: kindOptions(ctx),
    },
    refused ? 422 : 200,
  );
}

async function correct(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  const { body } = ctx.req;
  const back = `participants/${idParam(ctx, 'personId')}/support`;
  await submitForm(ctx, {
    labels: supportLabels(ctx),
    attempt: () =>
      ctx.api.correctSupportEntry({
        programmeId: ctx.programmeId,
        entryId: idParam(ctx, 'entryId'),
        ...readSupport(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(back, { kind: 'success', key: 'support.corrected' }),
    again: (form) => edit(ctx, form),
    stored: async (typed) => {
      const { entry } = await ownEntry(ctx);
      return {
        version: entry.version,
        shown: supportInWords(ctx, supportValues(ctx, entry)),
        typed: supportInWords(ctx, typed),
        back,
      };
    },
  });
}

async function withdraw(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...SUPPORTERS);
  await ctx.api.withdrawSupportEntry({
    programmeId: ctx.programmeId,
    entryId: idParam(ctx, 'entryId'),
    version: Number(fieldText(ctx.req.body, 'version')),
  });
  ctx.redirect(`participants/${idParam(ctx, 'personId')}/support`, {
    kind: 'success',
    key: 'support.withdrawn',
  });
}

/** The support log of one mentee: reading, writing, correcting and withdrawing one's own. */
export function supportRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId/support',
    page((ctx) => show(ctx)),
  );
  router.post('/participants/:personId/support', page(add));
  router.get(
    '/participants/:personId/support/:entryId',
    page((ctx) => edit(ctx)),
  );
  router.post('/participants/:personId/support/:entryId', page(correct));
  router.post('/participants/:personId/support/:entryId/withdraw', page(withdraw));
  return router;
}
