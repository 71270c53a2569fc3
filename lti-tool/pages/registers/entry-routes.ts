import { Router } from 'express';
import { z } from 'zod';
import type { RegisterEntry } from '../../../service/api/registers.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, pathParam, requireRole } from '../../web/context.js';
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
import { readFilters } from '../../web/list-filters.js';
import { idParam } from '../meetings/path-ids.js';

const WHICH = { pair: z.uuid().optional() };

interface Of {
  personId: string;
  role: 'mentor' | 'mentee';
  pairId: string | null;
}

function which(ctx: PageContext): Of {
  const role = pathParam(ctx, 'role');
  if (role !== 'mentor' && role !== 'mentee') throw notFound('participation');
  return { personId: idParam(ctx, 'personId'), role, pairId: readFilters(ctx, WHICH).pair ?? null };
}

/** Path of the page on which an entry is written. */
export const entryPath = ({ personId, role, pairId }: Of): string =>
  `participants/${personId}/register/${role}${pairId === null ? '' : `?pair=${pairId}`}`;

async function find(ctx: PageContext, of: Of): Promise<RegisterEntry> {
  const { programmeId } = ctx;
  const { rows } = await ctx.api.listRegisterEntries({ programmeId, personId: of.personId });
  const entry = rows.find((one) => one.role === of.role && one.pairId === of.pairId);
  if (!entry) throw notFound('participation');
  return entry;
}

const labelsOf = ({ t }: PageContext): Labels => ({
  request: t('registers.entry.request'),
  enteredOn: t('registers.entry.enteredOn'),
  results: t('registers.entry.results'),
  reviewUrl: t('registers.entry.reviewUrl'),
});

const valuesOf = (entry: RegisterEntry): FormValues => ({
  request: entry.request ?? '',
  enteredOn: entry.enteredOn ?? '',
  results: entry.results ?? '',
  reviewUrl: entry.reviewUrl ?? '',
});

function inWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => String(values[name] ?? '');
  return {
    request: text('request'),
    enteredOn: ctx.fmt.date(text('enteredOn') || null),
    results: text('results'),
    reviewUrl: text('reviewUrl'),
  };
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const of = which(ctx);
  const { programmeId } = ctx;
  const [entry, person] = await Promise.all([
    find(ctx, of),
    ctx.api.getPerson({ programmeId, personId: of.personId }),
  ]);
  ctx.render(
    'registers/entry',
    {
      name: person.name,
      of,
      action: entryPath(of),
      back: `participants/${of.personId}`,
      entry,
      about: entryWords(ctx, entry),
      form: refused ?? (await openForm(ctx, valuesOf(entry), { labels: labelsOf(ctx) })),
    },
    refused ? 422 : 200,
  );
}

/** «Кузнецова М. С., Студент – студент, 01.09.2026 – 30.06.2027, проходит», of what is known. */
export function entryWords(ctx: PageContext, entry: RegisterEntry): string {
  const { fmt, t } = ctx;
  const dates = [fmt.date(entry.enteredOn), fmt.date(entry.endsOn)].filter(Boolean).join(' – ');
  return [
    entry.others || t('registers.entry.alone'),
    ctx.ref('form', entry.form),
    dates,
    entry.mark ? t(`registers.mark.${entry.mark}`) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'curator');
  const { body } = ctx.req;
  const of = which(ctx);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updateRegisterEntry({
        programmeId: ctx.programmeId,
        ...of,
        request: fieldOrNull(body, 'request'),
        enteredOn: fieldOrNull(body, 'enteredOn'),
        results: fieldOrNull(body, 'results'),
        reviewUrl: fieldOrNull(body, 'reviewUrl'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`participants/${of.personId}`, { kind: 'success', key: 'registers.saved' }),
    again: (form) => show(ctx, form),
    stored: async (typed) => {
      const now = await find(ctx, of);
      return {
        version: now.version,
        shown: inWords(ctx, createForm(ctx.t, valuesOf(now)).values),
        typed: inWords(ctx, typed),
        back: `participants/${of.personId}`,
      };
    },
  });
}

/** What only people know of a participation: request, results, link to a case or review. */
export function entryRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  const path = '/participants/:personId/register/:role';
  router.get(
    path,
    page((ctx) => show(ctx)),
  );
  router.post(path, page(save));
  return router;
}
