import { Router } from 'express';
import { PORTFOLIO_KINDS, type PortfolioKind } from '../../../service/api/index.js';
import type { PortfolioEntry, PortfolioFields } from '../../../service/api/portfolio.js';
import { notFound } from '../../../shared/errors.js';
import { sendAttachment } from '../../web/attachment.js';
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
import { postedFile } from '../../web/multipart.js';
import { fileWords } from '../consents/consent-words.js';
import { idParam } from '../meetings/path-ids.js';

/** As the service has it; the browser is told, so that a larger file is not sent in vain. */
const FILE_BYTES = 10 * 1024 * 1024;
const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;
const TEXTS = ['kind', 'title', 'happenedOn', 'description', 'link'] as const;

/** Whose portfolio, and where its pages are: the mentor's own, or a mentor's for staff. */
interface Place {
  personId: string;
  path: string;
  back: string;
  mayEdit: boolean;
}

type PlaceOf = (ctx: PageContext) => Place;

const ownPlace: PlaceOf = (ctx) => {
  requireRole(ctx, 'mentor');
  const personId = ctx.me?.personId;
  if (personId === undefined) throw notFound('mentor');
  return { personId, path: 'mentor-profile/portfolio', back: 'mentor-profile', mayEdit: true };
};

const staffPlace: PlaceOf = (ctx) => {
  requireRole(ctx, ...READERS);
  const personId = idParam(ctx, 'personId');
  const path = `mentors/${personId}/portfolio`;
  const mayEdit = ctx.role === 'coordinator';
  return { personId, path, back: `participants/${personId}`, mayEdit };
};

const labelsOf = ({ t }: PageContext): Labels => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, t(`portfolio.${name}`)])),
  file: t('portfolio.file'),
  shown: t('portfolio.shown'),
});

const valuesOf = (entry: PortfolioEntry | null, ctx: PageContext): FormValues => ({
  ...Object.fromEntries(TEXTS.map((name) => [name, entry?.[name] ?? ''])),
  fileId: entry?.fileId ?? '',
  fileWords: entry?.file ? fileWords(ctx, entry.file) : '',
  shown: entry?.shown ? 'yes' : '',
});

/** What staff and the mentor see of an entry. */
export const entryModel = (ctx: PageContext, path: string, entry: PortfolioEntry) => ({
  entryId: entry.entryId,
  kind: ctx.ref('portfolioKind', entry.kind),
  title: entry.title,
  date: ctx.fmt.date(entry.happenedOn),
  description: entry.description ?? '',
  link: entry.link ?? '',
  file: entry.file
    ? { href: ctx.url(`${path}/${entry.entryId}/file`), words: fileWords(ctx, entry.file) }
    : null,
  shown: entry.shown,
  version: entry.version,
});

const entriesOf = (ctx: PageContext, { personId }: Place) =>
  ctx.api.listPortfolio({ programmeId: ctx.programmeId, personId });

async function list(ctx: PageContext, place: Place): Promise<void> {
  const { name, rows } = await entriesOf(ctx, place);
  ctx.render('selection/portfolio', {
    ...place,
    name,
    own: ctx.role === 'mentor',
    entries: rows.map((entry) => entryModel(ctx, place.path, entry)),
  });
}

async function find(ctx: PageContext, place: Place): Promise<PortfolioEntry> {
  const entryId = idParam(ctx, 'entryId');
  const found = (await entriesOf(ctx, place)).rows.find((entry) => entry.entryId === entryId);
  if (!found) throw notFound('entry');
  return found;
}

async function show(
  ctx: PageContext,
  place: Place,
  entry: PortfolioEntry | null,
  refused?: FormView,
): Promise<void> {
  requireRole(ctx, 'coordinator', 'mentor');
  const form = refused ?? (await openForm(ctx, valuesOf(entry, ctx), { labels: labelsOf(ctx) }));
  ctx.render(
    'selection/portfolio-entry',
    {
      ...place,
      entry,
      action: `${place.path}/${entry?.entryId ?? 'new'}`,
      form,
      kinds: PORTFOLIO_KINDS.map((value) => ({ value, label: ctx.ref('portfolioKind', value) })),
      maxBytes: FILE_BYTES,
      kept: form.value('fileWords'),
    },
    refused ? 422 : 200,
  );
}

/** Keeps the file that came with the form before anything else is checked, so that it need not be chosen again. */
async function keepFile(ctx: PageContext, personId: string): Promise<string | null> {
  const { body } = ctx.req;
  const file = postedFile(ctx, 'file');
  if (file === null) {
    return fieldText(body, 'dropFile') === 'yes' ? null : fieldOrNull(body, 'fileId');
  }
  const bytes = (async function* whole() {
    yield file;
  })();
  const kept = await ctx.api.keepPortfolioFile({ programmeId: ctx.programmeId, personId }, bytes);
  Object.assign(body, { fileId: kept.fileId, fileWords: fileWords(ctx, kept) });
  return kept.fileId;
}

async function readFields(ctx: PageContext, personId: string): Promise<PortfolioFields> {
  const { body } = ctx.req;
  return {
    fileId: await keepFile(ctx, personId),
    kind: fieldText(body, 'kind') as PortfolioKind,
    title: fieldText(body, 'title'),
    happenedOn: fieldOrNull(body, 'happenedOn'),
    description: fieldOrNull(body, 'description'),
    link: fieldOrNull(body, 'link'),
    shown: fieldText(body, 'shown') === 'yes',
  };
}

async function create(ctx: PageContext, place: Place): Promise<void> {
  const { programmeId } = ctx;
  const { personId, path } = place;
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () =>
      ctx.api.addPortfolioEntry({
        programmeId,
        personId,
        ...(await readFields(ctx, personId)),
        idempotencyKey: fieldText(ctx.req.body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect(path, { kind: 'success', key: 'portfolio.added' }),
    again: (form) => show(ctx, place, null, form),
  });
}

async function save(ctx: PageContext, place: Place): Promise<void> {
  const { programmeId } = ctx;
  const { personId, path } = place;
  const { body } = ctx.req;
  const which = { programmeId, personId, entryId: idParam(ctx, 'entryId') };
  const version = Number(fieldText(body, 'version'));
  const removing = fieldText(body, '_remove') === '1';
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () =>
      removing
        ? ctx.api.removePortfolioEntry({ ...which, version })
        : ctx.api.updatePortfolioEntry({ ...which, ...(await readFields(ctx, personId)), version }),
    done: () =>
      ctx.redirect(path, {
        kind: 'success',
        key: removing ? 'portfolio.removed' : 'portfolio.saved',
      }),
    again: async (form) => show(ctx, place, await find(ctx, place), form),
  });
}

async function download(ctx: PageContext, { personId }: Place): Promise<void> {
  const { programmeId } = ctx;
  const entryId = idParam(ctx, 'entryId');
  const { title, type, bytes } = await ctx.api.getPortfolioFile({ programmeId, personId, entryId });
  await sendAttachment(ctx, { name: `${title}.${type.split('/')[1]}`, type, bytes });
}

/** Portfolios: of the mentor themself on pages of their own, of any mentor for staff. */
export function portfolioRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const places = [
    ['/mentors/:personId/portfolio', staffPlace],
    ['/mentor-profile/portfolio', ownPlace],
  ] as const;
  for (const [path, placeOf] of places) {
    const at = (act: (ctx: PageContext, place: Place) => Promise<void>) =>
      page((ctx) => act(ctx, placeOf(ctx)));
    router.get(path, at(list));
    router.get(
      `${path}/new`,
      at((ctx, place) => show(ctx, place, null)),
    );
    router.post(`${path}/new`, at(create));
    router.get(`${path}/:entryId/file`, at(download));
    router.get(
      `${path}/:entryId`,
      at(async (ctx, place) => show(ctx, place, await find(ctx, place))),
    );
    router.post(`${path}/:entryId`, at(save));
  }
  return router;
}
