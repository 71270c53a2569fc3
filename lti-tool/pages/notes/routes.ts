import { Router } from 'express';
import type { StaffNote } from '../../../service/api/notes.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { createForm, type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { pairTitle } from '../pairs/pair-words.js';

/** What notes are about: where they are read and how it is called. */
interface Subject {
  about: { pairId: string } | { personId: string };
  path: string;
  back: { path: string; label: string };
  title(): Promise<string>;
}

function ofPair(ctx: PageContext): Subject {
  const pairId = idParam(ctx, 'pairId');
  const { programmeId, t } = ctx;
  return {
    about: { pairId },
    path: `pairs/${pairId}/notes`,
    back: { path: `pairs/${pairId}`, label: t('pairs.backToPair') },
    title: async () => pairTitle(t, await ctx.api.getPair({ programmeId, pairId })),
  };
}

function ofPerson(ctx: PageContext): Subject {
  const personId = idParam(ctx, 'personId');
  const { programmeId, t } = ctx;
  return {
    about: { personId },
    path: `participants/${personId}/notes`,
    back: { path: `participants/${personId}`, label: t('notes.backToPerson') },
    title: async () => (await ctx.api.getParticipant({ programmeId, personId })).name,
  };
}

/** A note as the page shows it. */
export const noteView = ({ t, fmt }: Pick<PageContext, 't' | 'fmt'>, note: StaffNote) => ({
  ...note,
  facts: [
    fmt.dateTime(note.at),
    note.mine ? t('notes.you') : note.author.name,
    note.changedAt === null ? '' : t('notes.changedAt', { at: fmt.dateTime(note.changedAt) }),
  ]
    .filter(Boolean)
    .join(' · '),
  reach: t(note.shared ? 'notes.reach.shared' : 'notes.reach.own'),
});

const labelsOf = ({ t }: PageContext) => ({ text: t('notes.text'), shared: t('notes.shared') });

async function show(ctx: PageContext, of: Subject, typed?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { rows, frozen } = await ctx.api.listNotes({ programmeId: ctx.programmeId, ...of.about });
  const form = typed ?? (await openForm(ctx, {}, { labels: labelsOf(ctx) }));
  ctx.render(
    'notes/list',
    {
      lead: await of.title(),
      back: of.back,
      path: of.path,
      frozen,
      rows: rows.map((note) => noteView(ctx, note)),
      form,
    },
    typed ? 422 : 200,
  );
}

async function add(ctx: PageContext, of: Subject): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.addNote({
        programmeId: ctx.programmeId,
        ...of.about,
        text: fieldText(body, 'text'),
        shared: fieldText(body, 'shared') === 'yes',
        idempotencyKey: fieldText(body, 'idempotencyKey') || ctx.idempotencyKey(),
      }),
    done: () => ctx.redirect(of.path, { kind: 'success', key: 'notes.saved' }),
    again: (form) => show(ctx, of, form),
  });
}

async function ownNote(ctx: PageContext, of: Subject): Promise<StaffNote> {
  const noteId = idParam(ctx, 'noteId');
  const { rows } = await ctx.api.listNotes({ programmeId: ctx.programmeId, ...of.about });
  const found = rows.find((one) => one.noteId === noteId && one.mine);
  if (!found) throw notFound('note');
  return found;
}

const valuesOf = ({ text, shared }: Pick<StaffNote, 'text' | 'shared'>) => ({
  text,
  shared: shared ? 'yes' : '',
});

async function edit(ctx: PageContext, of: Subject, typed?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const note = await ownNote(ctx, of);
  const form = typed ?? (await openForm(ctx, valuesOf(note), { labels: labelsOf(ctx) }));
  ctx.render(
    'notes/edit',
    {
      lead: await of.title(),
      back: { path: of.path, label: ctx.t('notes.title') },
      path: `${of.path}/${note.noteId}`,
      version: note.version,
      form,
    },
    typed ? 422 : 200,
  );
}

async function save(ctx: PageContext, of: Subject): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const noteId = idParam(ctx, 'noteId');
  const version = Number(fieldText(body, 'version'));
  const gone = fieldText(body, 'withdraw') === 'yes';
  const shared = fieldText(body, 'shared') === 'yes';
  const text = fieldText(body, 'text');
  await submitForm<unknown>(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      gone
        ? ctx.api.withdrawNote({ programmeId, noteId, version })
        : ctx.api.changeNote({ programmeId, noteId, text, shared, version }),
    done: () =>
      ctx.redirect(of.path, { kind: 'success', key: gone ? 'notes.gone' : 'notes.saved' }),
    again: (form) => edit(ctx, of, form),
    stored: async (typed) => {
      const now = await ownNote(ctx, of);
      const words = (said: string, isShared: boolean) => ({
        text: said,
        shared: ctx.t(isShared ? 'word.yes' : 'word.no'),
      });
      return {
        version: now.version,
        shown: words(now.text, now.shared),
        typed: words(createForm(ctx.t, typed).value('text'), fieldText(typed, 'shared') === 'yes'),
        back: of.path,
      };
    },
  });
}

/** Private notes on pairs and people, each on a page of its own. */
export function noteRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  for (const [path, of] of [
    ['/pairs/:pairId/notes', ofPair],
    ['/participants/:personId/notes', ofPerson],
  ] as const) {
    router.get(
      path,
      page((ctx) => show(ctx, of(ctx))),
    );
    router.post(
      path,
      page((ctx) => add(ctx, of(ctx))),
    );
    router.get(
      `${path}/:noteId`,
      page((ctx) => edit(ctx, of(ctx))),
    );
    router.post(
      `${path}/:noteId`,
      page((ctx) => save(ctx, of(ctx))),
    );
  }
  return router;
}
