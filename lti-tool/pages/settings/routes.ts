import { Router } from 'express';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormView,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { suggestionsFor } from '../continuation/suggestions.js';
import { confirmModel } from './confirm-model.js';
import {
  allForms,
  programmeLabels,
  programmeValues,
  programmeWords,
  readProgramme,
  weightFields,
} from './programme-form.js';

/** The wizard of the first launch and the later settings are one form. */
type Place = 'setup' | 'settings';

/** What the wizard says of an earlier programme that this one may continue; null: there is none. */
type Offer = { title: string } | null;

function show(
  ctx: PageContext,
  place: Place,
  form: FormView,
  status = 200,
  offer: Offer = null,
): void {
  const v = {
    form,
    place,
    version: ctx.me.programme.version,
    timeZone: ctx.me.programme.timeZone,
    organisation: ctx.me.programme.organisationName,
    registered: ctx.me.programme.registeredName,
    forms: allForms(ctx),
    weights: weightFields(ctx),
    offer,
  };
  ctx.render(`settings/${place}`, v, status);
}

/** The words of the offer; a course that is a copy of one's own is asked about before the wizard. */
async function offerFor(deps: ShellDeps, ctx: PageContext): Promise<Offer | 'asked'> {
  const { copied, others } = await suggestionsFor(deps, ctx);
  if (copied.length > 0) return 'asked';
  const [first, ...more] = others;
  if (!first) return null;
  const { title } = first;
  return {
    title:
      more.length > 0 ? ctx.t('continuation.offerMany') : ctx.t('continuation.offer', { title }),
  };
}

async function open(deps: ShellDeps, ctx: PageContext, place: Place): Promise<void> {
  requireRole(ctx, 'coordinator');
  if (place === 'setup' && ctx.me.programme.setUp) return ctx.redirect('settings');
  const offer = place === 'setup' ? await offerFor(deps, ctx) : null;
  if (offer === 'asked') return ctx.redirect('continue');
  const values = programmeValues(ctx.me.programme);
  const form = await openForm(ctx, values, { labels: programmeLabels(ctx) });
  show(ctx, place, form, 200, offer);
}

/**
 * Saves what was typed, unless that changes scores and was not confirmed: then answers with what it
 * would change, and writes nothing. A confirmation is for the version that it was given over.
 */
async function saveOrPreview(ctx: PageContext) {
  const { body } = ctx.req;
  const settings = {
    programmeId: ctx.programmeId,
    ...readProgramme(body),
    version: Number(fieldText(body, 'version')),
  };
  if (fieldText(body, 'confirmed') !== String(settings.version)) {
    const preview = await ctx.api.previewProgramme(settings);
    if (preview.people > 0) return preview;
  }
  await ctx.api.updateProgramme(settings);
  return null;
}

async function save(ctx: PageContext, place: Place): Promise<void> {
  requireRole(ctx, 'coordinator');
  if (fieldText(ctx.req.body, 'back') !== '') {
    return show(ctx, place, createForm(ctx.t, postedValues(ctx.req.body)));
  }
  await submitForm(ctx, {
    labels: programmeLabels(ctx),
    attempt: () => saveOrPreview(ctx),
    done: (preview) => {
      if (preview) return ctx.render('settings/confirm', confirmModel(ctx, place, preview));
      return place === 'setup'
        ? ctx.redirect('overview', { kind: 'success', key: 'setup.done' })
        : ctx.redirect('settings', { kind: 'success', key: 'settings.saved' });
    },
    again: (form) => show(ctx, place, form, 422),
    stored: async (typed) => {
      const { programme } = await ctx.api.getMe({ programmeId: ctx.programmeId });
      return {
        version: programme.version,
        shown: programmeWords(ctx, programmeValues(programme)),
        typed: programmeWords(ctx, typed),
        back: 'settings',
      };
    },
  });
}

/** «Настройки» and the set-up of a new programme. */
export function settingsRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  for (const place of ['setup', 'settings'] as const) {
    router.get(
      `/${place}`,
      page((ctx) => open(deps, ctx, place)),
    );
    router.post(
      `/${place}`,
      page((ctx) => save(ctx, place)),
    );
  }
  return router;
}
