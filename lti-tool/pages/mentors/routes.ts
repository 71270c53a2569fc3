import { Router } from 'express';
import type { Mentor } from '../../../service/api/mentors.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { enterpriseOptions } from '../enterprises/options.js';
import { idParam } from '../meetings/path-ids.js';
import { MENTOR_FILTERS, mentorColumns, mentorList, placeOf } from './list-model.js';
import {
  availabilityWords,
  mentorInWords,
  mentorLabels,
  mentorOptions,
  mentorValues,
  readMentorFields,
} from './mentor-form.js';

const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const filters = readFilters(ctx, MENTOR_FILTERS);
  const { programmeId } = ctx;
  const found = await ctx.api.listMentors({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('mentors/list', mentorList(ctx, found, query));
}

async function exportMentors(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, MENTOR_FILTERS);
  const rows = eachPage((page, pageSize) =>
    ctx.api.listMentors({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.mentors'), mentorColumns(ctx), rows);
}

const find = (ctx: PageContext): Promise<Mentor> =>
  ctx.api.getMentor({ programmeId: ctx.programmeId, personId: idParam(ctx, 'personId') });

const labelsOf = (ctx: PageContext) => ({
  ...mentorLabels(ctx),
  enterpriseId: ctx.t('mentors.enterprise'),
});

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const mentor = await find(ctx);
  const mayEdit = ctx.role === 'coordinator';
  const form = refused ?? (await openForm(ctx, mentorValues(mentor), { labels: labelsOf(ctx) }));
  ctx.render(
    'mentors/show',
    {
      mentor,
      mayEdit,
      lead: availabilityWords(ctx, mentor),
      place: placeOf(mentor),
      formWords: mentor.forms.map((one) => ctx.ref('form', one)).join(', '),
      form,
      ...mentorOptions(ctx, mentor.forms),
      enterprises: mayEdit ? await enterpriseOptions(ctx, mentor.enterprise) : [],
    },
    refused ? 422 : 200,
  );
}

/** What is stored beside what was typed, with the enterprise by its name. */
async function stored(ctx: PageContext, typed: FormValues) {
  const mentor = await find(ctx);
  const options = await enterpriseOptions(ctx, mentor.enterprise);
  const nameOf = (value: unknown) =>
    options.find((option) => option.value === String(value ?? ''))?.label ?? '';
  const say = (values: FormValues) => ({
    ...mentorInWords(ctx, values),
    enterpriseId: nameOf(fieldList(values, 'enterpriseId')[0]),
  });
  return {
    version: mentor.version,
    shown: say(createForm(ctx.t, mentorValues(mentor)).values),
    typed: say(typed),
    back: `mentors/${mentor.personId}`,
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const personId = idParam(ctx, 'personId');
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: () =>
      ctx.api.updateMentor({
        programmeId: ctx.programmeId,
        personId,
        ...readMentorFields(body),
        enterpriseId: fieldOrNull(body, 'enterpriseId'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect(`mentors/${personId}`, { kind: 'success', key: 'mentors.saved' }),
    again: (form) => show(ctx, form),
    stored: (typed) => stored(ctx, typed),
  });
}

/** «Наставники»: the base of mentors, what each brings and takes. */
export function mentorRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/mentors', page(list));
  router.get('/mentors.xlsx', page(exportMentors));
  router.get(
    '/mentors/:personId',
    page((ctx) => show(ctx)),
  );
  router.post('/mentors/:personId', page(save));
  return router;
}
