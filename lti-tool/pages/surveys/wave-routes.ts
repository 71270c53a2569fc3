import { Router } from 'express';
import { z } from 'zod';
import type { SurveyWave } from '../../../service/api/survey-waves.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import {
  readAskable,
  readWaveFields,
  storedWaveValues,
  waveFieldOptions,
  waveFieldWords,
  waveLabels,
} from './wave-form.js';
import { waveModel } from './wave-model.js';
import { wayWords, whomWords } from './wave-words.js';

/** Who is listed: `guests` are those of the missing who have no account in the course. */
const FILTERS = {
  who: z.enum(['missing', 'guests', 'submitted']).default('missing'),
  search: searchParameter,
  page: pageParameter,
};
export const readWave = (ctx: PageContext): Promise<SurveyWave> =>
  ctx.api.getWave({ programmeId: ctx.programmeId, waveId: idParam(ctx, 'waveId') });

/** The same as the service names it. */
const listOf = (who: 'missing' | 'guests' | 'submitted') =>
  who === 'guests' ? ({ state: 'missing', account: 'no' } as const) : ({ state: who } as const);

async function show(ctx: PageContext, form?: FormView): Promise<void> {
  const wave = await readWave(ctx);
  const { who, search, page } = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const people = await ctx.api.listWavePeople({
    programmeId,
    waveId: wave.waveId,
    ...listOf(who),
    search,
    page,
    pageSize: LIST_PAGE_SIZE,
  });
  const askable =
    wave.state === 'draft' && ctx.role === 'coordinator'
      ? await readAskable(ctx, wave.role, wave.waveId)
      : null;
  const view = form ?? (await openForm(ctx, {}));
  const model = waveModel(ctx, wave, people, { filters: { who, search }, form: view, askable });
  ctx.render('surveys/show', model, form ? 422 : 200);
}

async function exportPeople(ctx: PageContext): Promise<void> {
  const { who, search } = readFilters(ctx, FILTERS);
  const waveId = idParam(ctx, 'waveId');
  const people = eachPage((page, pageSize) =>
    ctx.api.listWavePeople({
      programmeId: ctx.programmeId,
      waveId,
      ...listOf(who),
      search,
      page,
      pageSize,
    }),
  );
  const columns = [
    { title: ctx.t('people.name'), width: 40, value: (one: { name: string }) => one.name },
    {
      title: ctx.t('people.group'),
      value: (one: { groupName: string | null }) => one.groupName,
    },
    {
      title: ctx.t('waves.way'),
      width: 32,
      value: (one: { hasAccount: boolean }) => wayWords(ctx, one),
    },
  ];
  await sendXlsx(ctx, ctx.t(`waves.file.${who}`), columns, people);
}

async function setState(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const waveId = idParam(ctx, 'waveId');
  const state = fieldText(body, 'state') === 'closed' ? 'closed' : 'open';
  await submitForm(ctx, {
    labels: { state: ctx.t('waves.state'), endsOn: ctx.t('waves.endsOn') },
    attempt: () =>
      ctx.api.setWaveState({
        programmeId: ctx.programmeId,
        waveId,
        state,
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(`surveys/${waveId}`, { kind: 'success', key: `waves.set.${state}` }),
    again: (form) => show(ctx, form),
    stored: async () => {
      const wave = await readWave(ctx);
      return {
        version: wave.version,
        shown: {
          state: ctx.ref('waveState', wave.state),
          endsOn: ctx.fmt.date(wave.endsOn),
        },
        typed: { state: ctx.ref('waveState', state), endsOn: ctx.fmt.date(wave.endsOn) },
        back: `surveys/${waveId}`,
      };
    },
  });
}

/** Once answered, whom a wave asks and what they were promised is said, not asked for. */
const settledWords = (ctx: PageContext, wave: SurveyWave): string | null =>
  wave.answered === 0
    ? null
    : ctx.t('waves.settled', {
        whom: whomWords(ctx, wave),
        whose: ctx.t(wave.anonymous ? 'waves.anonymous.yes' : 'waves.anonymous.no').toLowerCase(),
      });

async function showEdit(ctx: PageContext, wave: SurveyWave, form: FormView, status = 200) {
  const askable = await readAskable(ctx, wave.role, wave.waveId);
  const options = await waveFieldOptions(ctx, askable, wave);
  const settled = settledWords(ctx, wave);
  ctx.render('surveys/edit', { wave, form, settled, ...options }, status);
}

async function edit(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const wave = await readWave(ctx);
  const form = await openForm(ctx, storedWaveValues(wave), { labels: waveLabels(ctx) });
  await showEdit(ctx, wave, form);
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const waveId = idParam(ctx, 'waveId');
  const before = await readWave(ctx);
  const { title, startsOn, endsOn, remindDays, ...whom } = readWaveFields(body);
  const { form, groups, among, guests, anonymous, breakdown } =
    fieldText(body, 'anonymous') === '' ? before : whom;
  await submitForm(ctx, {
    labels: waveLabels(ctx),
    attempt: () =>
      ctx.api.updateWave({
        programmeId: ctx.programmeId,
        waveId,
        ...{ title, startsOn, endsOn, remindDays, form, groups, guests, anonymous, breakdown },
        ...(among === undefined ? {} : { among }),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(`surveys/${waveId}`, { kind: 'success', key: 'waves.saved' }),
    again: async (view) => showEdit(ctx, await readWave(ctx), view, 422),
    stored: async (typed) => {
      const wave = await readWave(ctx);
      const values = storedWaveValues(wave);
      return {
        version: wave.version,
        shown: waveFieldWords(ctx, values, wave.role),
        typed: waveFieldWords(ctx, { ...values, ...typed }, wave.role),
        back: `surveys/${waveId}`,
      };
    },
  });
}

/** One wave: its page, its state, its fields. */
export function waveRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/surveys/:waveId',
    page((ctx) => show(ctx)),
  );
  router.get('/surveys/:waveId/people.xlsx', page(exportPeople));
  router.post('/surveys/:waveId/state', page(setState));
  router.get('/surveys/:waveId/edit', page(edit));
  router.post('/surveys/:waveId/edit', page(save));
  return router;
}
