import { Router } from 'express';
import { z } from 'zod';
import { MAX_PAGE_SIZE } from '../../../service/api/common.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, FORMS, type Form } from '../../../service/api/index.js';
import { MATCH_CRITERIA } from '../../../service/api/reference.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldList,
  fieldText,
  openForm,
  postedValues,
  submitForm,
} from '../../web/forms.js';
import { readFilters } from '../../web/list-filters.js';
import { candidates } from '../pairs/candidates.js';
import { formOptions } from '../pairs/options.js';
import { moveWords } from './pair-model.js';
import { totalsSentence } from './run-model.js';
import { FIGURES, SWITCHES, settingWords } from './setting-words.js';
import {
  atTheirFields,
  mustField,
  readSettings,
  settingField,
  settingLabels,
  settingValues,
  teamCount,
  teamField,
  weightField,
} from './settings-form.js';
import { usualForm } from './show-model.js';

type Preview = OutputOf<Contract['previewMatchSettings']>;

const FILTERS = {
  form: z.enum(FORMS).optional(),
  /** A version to begin from, or the template. */
  from: z.union([z.literal('template'), z.coerce.number().int().min(0)]).optional(),
};
const BOUNDS: Partial<Record<(typeof FIGURES)[number], [number, number]>> = {
  mentorAgeFrom: [0, 80],
  olderBy: [0, 80],
  coolingOffDays: [0, 365],
  groupFrom: [1, 30],
  groupTo: [1, 30],
};

const labelsOf = (ctx: PageContext, values: FormValues) => settingLabels(ctx, teamCount(values));

/** The teams of a form with the names of their mentors. */
async function teamRows(ctx: PageContext, values: FormValues) {
  const count = teamCount(values);
  if (count === 0) return [];
  const { rows } = await ctx.api.listParticipants({
    programmeId: ctx.programmeId,
    role: 'mentor',
    pageSize: MAX_PAGE_SIZE,
  });
  const names = new Map(rows.map(({ personId, name }) => [personId, name]));
  return Array.from({ length: count }, (_, index) => {
    const mentorIds = fieldList(values, teamField(index, 'mentorIds'));
    return {
      index,
      teamId: fieldText(values, teamField(index, 'teamId')),
      mentorIds,
      names: ctx.fmt.list(mentorIds.map((one) => names.get(one) ?? ctx.t('matching.team.gone'))),
      fields: {
        teamId: teamField(index, 'teamId'),
        mentorIds: teamField(index, 'mentorIds'),
        capacity: teamField(index, 'capacity'),
      },
    };
  });
}

function previewModel(ctx: PageContext, preview: Preview) {
  return {
    before: totalsSentence(ctx, preview.before),
    after: totalsSentence(ctx, preview.after),
    totals: {
      before: ctx.fmt.number(preview.before.total, 1),
      after: ctx.fmt.number(preview.after.total, 1),
    },
    lead: ctx.t('matching.preview.moved', { n: preview.moved }),
    moves: preview.moves.map((move) => moveWords(ctx, move)),
    more: preview.moved - preview.moves.length,
  };
}

async function show(
  ctx: PageContext,
  form: Form,
  view: FormView,
  options: { status?: number; preview?: Preview; note?: string } = {},
): Promise<void> {
  const { programmeId, t, fmt } = ctx;
  const [kept, { versions }, mentors, teams] = await Promise.all([
    ctx.api.getMatchSettings({ programmeId, form }),
    ctx.api.listMatchSettings({ programmeId, form }),
    candidates(ctx, 'mentor', view.values),
    teamRows(ctx, view.values),
  ]);
  ctx.render(
    'matching/settings',
    {
      form: view,
      code: form,
      forms: formOptions(ctx, form),
      path: 'matching/settings',
      version: kept.version,
      lead:
        kept.version === 0
          ? t('matching.settings.template')
          : t('matching.settings.lead', {
              n: kept.version,
              by: kept.madeBy ?? '–',
              at: fmt.dateTime(kept.madeAt),
            }),
      note: options.note ?? '',
      preview: options.preview === undefined ? null : previewModel(ctx, options.preview),
      criteria: MATCH_CRITERIA.map((one) => ({
        weight: weightField(one),
        must: mustField(one),
        label: ctx.ref('matchCriterion', one),
        help: t(`matching.criterion.${one}`),
      })),
      switches: SWITCHES.map((name) => ({
        name: settingField(name),
        label: settingWords(ctx, name).label,
        help: t(`matching.settingHelp.${name}`),
      })),
      figures: FIGURES.map((name) => ({
        name: settingField(name),
        label: settingWords(ctx, name).label,
        help: t(`matching.settingHelp.${name}`),
        min: BOUNDS[name]?.[0],
        max: BOUNDS[name]?.[1],
        required: name === 'coolingOffDays' || name === 'groupFrom',
      })),
      teams,
      mentors,
      versions: versions.map((one) => ({
        number: one.version,
        words: t('matching.versionBy', { by: one.madeBy ?? '–', at: fmt.dateTime(one.madeAt) }),
        href: ctx.url('matching/settings', { form, from: one.version }),
        current: one.version === kept.version,
      })),
      templateHref: ctx.url('matching/settings', { form, from: 'template' }),
    },
    options.status ?? 200,
  );
}

async function open(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { programmeId, t } = ctx;
  const filters = readFilters(ctx, FILTERS);
  const form = filters.form ?? (await usualForm(ctx));
  const kept = await ctx.api.getMatchSettings({ programmeId, form });
  if (filters.from === undefined) {
    const values = settingValues(kept.settings);
    const view = await openForm(ctx, values, { labels: labelsOf(ctx, values) });
    return show(ctx, form, view);
  }
  const { versions } = await ctx.api.listMatchSettings({ programmeId, form });
  const earlier = versions.find(({ version }) => version === filters.from);
  // A team is the college's own: the template has none, and does not take them away.
  const settings = earlier?.settings ?? { ...kept.template, teams: kept.settings.teams };
  const values = settingValues(settings);
  const note =
    earlier === undefined
      ? t('matching.settings.fromTemplate')
      : t('matching.settings.fromVersion', { n: earlier.version });
  await show(ctx, form, createForm(t, values, { labels: labelsOf(ctx, values) }), { note });
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const { programmeId } = ctx;
  const form = fieldText(body, 'form') as Form;
  const typed: FormValues = postedValues(body);
  const labels = labelsOf(ctx, typed);
  const settings = readSettings(typed, fieldText(body, 'newTeamId'));
  const isNew = fieldList(body, 'mentorIds').length > 0;
  const again = (view: FormView, options = {}) => show(ctx, form, view, options);
  // One of the search buttons: the same form again with other mentors to choose from.
  if (fieldText(body, 'find') !== '') return again(createForm(ctx.t, typed, { labels }));
  /** What is wrong with a new team is told where it was put together. */
  const placed = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problems = atTheirFields(error.problems, settings, isNew);
      throw new AppError(error.code, error.message, { problems, cause: error });
    }
  };
  if (fieldText(body, 'preview') !== '') {
    return submitForm(ctx, {
      labels,
      attempt: () => placed(() => ctx.api.previewMatchSettings({ programmeId, form, settings })),
      done: (preview) => again(createForm(ctx.t, typed, { labels }), { preview }),
      again: (view) => again(view, { status: 422 }),
    });
  }
  await submitForm(ctx, {
    labels,
    attempt: () =>
      placed(() =>
        ctx.api.saveMatchSettings({
          programmeId,
          form,
          version: Number(fieldText(body, 'version')),
          settings,
        }),
      ),
    done: () =>
      ctx.redirect(`matching/settings?form=${form}`, {
        kind: 'success',
        key: 'matching.settings.saved',
      }),
    again: (view) => again(view, { status: 422 }),
    stored: async () => {
      const kept = await ctx.api.getMatchSettings({ programmeId, form });
      return {
        version: kept.version,
        shown: shownWords(ctx, settingValues(kept.settings)),
        typed: shownWords(ctx, typed),
        back: `matching/settings?form=${form}`,
      };
    },
  });
}

/** Fields in words, for two versions beside each other. */
function shownWords(ctx: PageContext, values: FormValues): Record<string, string> {
  const text = (name: string) => fieldText(values, name);
  const weight = (one: string) =>
    text(mustField(one)) === ''
      ? text(weightField(one))
      : ctx.t('matching.weightMust', { n: Number(text(weightField(one))) });
  return {
    ...Object.fromEntries(MATCH_CRITERIA.map((one) => [weightField(one), weight(one)])),
    ...Object.fromEntries(
      SWITCHES.map((name) => [
        settingField(name),
        ctx.t(text(settingField(name)) === '' ? 'word.no' : 'word.yes'),
      ]),
    ),
    ...Object.fromEntries(FIGURES.map((name) => [settingField(name), text(settingField(name))])),
  };
}

/** Weights and rules of a form, with a look at what a change of them would do. */
export function settingsRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/matching/settings', page(open));
  router.post('/matching/settings', page(save));
  return router;
}
