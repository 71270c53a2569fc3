import { Router } from 'express';
import { z } from 'zod';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, type Query, requireRole } from '../../web/context.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldList,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { isKeeper, KEEPERS, READERS } from './roles.js';
import { beenWords, missingWords, numberWords, ruleWords, trainedWords } from './training-words.js';

type List = OutputOf<Contract['listSchoolMentors']>;
type Row = List['rows'][number];

const TRAINING = ['trained', 'untrained', 'ready'] as const;
const FILTERS = {
  search: searchParameter,
  training: z.enum(TRAINING).optional(),
  page: pageParameter,
};
const MINUTES_OF_HOUR = 60;

function filterBar(ctx: PageContext, { counts }: List, filters: Query) {
  const { t, fmt } = ctx;
  const n = {
    trained: counts.trained,
    untrained: counts.mentors - counts.trained,
    ready: counts.ready,
  };
  return {
    path: 'school/mentors',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'training',
        label: t('school.training'),
        value: filters['training'],
        all: t('list.all'),
        options: TRAINING.map((value) => ({
          value,
          label: `${t(`school.training.${value}`)} (${fmt.number(n[value])})`,
        })),
      },
    ],
    reset: isFiltered(filters),
  };
}

const rowOf = (ctx: PageContext, row: Row) => ({
  personId: row.personId,
  name: row.name,
  href: ctx.url(`participants/${row.personId}`),
  group: row.groupName ?? '',
  been: beenWords(ctx, row),
  missing: missingWords(ctx, row),
  trained: trainedWords(ctx, row),
  ready: row.ready,
  certificate: row.certificate ? numberWords(row.certificate) : '',
  certificateHref: row.certificate
    ? ctx.url(`school/certificates/${row.certificate.certificateId}`)
    : '',
});

async function list(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const filters = readFilters(ctx, FILTERS);
  const found = await ctx.api.listSchoolMentors({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  const bar = filterBar(ctx, found, query);
  const { t } = ctx;
  const asked = ruleWords(ctx, found.rule);
  ctx.render(
    'school/mentors',
    {
      lead: bar.reset
        ? t('people.lead.found', { n: found.total })
        : t(asked ? 'school.lead' : 'school.leadNoRule', {
            n: found.counts.trained,
            of: found.counts.mentors,
          }),
      ruleWords: asked,
      filterBar: bar,
      download: { path: 'school/mentors.xlsx', query: { ...query, page: undefined } },
      mayIssue: isKeeper(ctx.role) && found.rows.some((row) => row.ready),
      form: refused ?? createForm(t, { issuedOn: ctx.fmt.today }),
      rows: found.rows.map((row) => rowOf(ctx, row)),
      pages: pagination(ctx, 'school/mentors', query, found),
    },
    refused ? 422 : 200,
  );
}

async function exportMentors(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { t, programmeId } = ctx;
  const columns: Column<Row>[] = [
    { title: t('people.name'), width: 40, value: (row) => row.name },
    { title: t('people.group'), value: (row) => row.groupName },
    { title: t('school.sessionsBeen'), value: (row) => row.sessions },
    { title: t('school.hoursBeen'), value: (row) => row.minutes / MINUTES_OF_HOUR },
    { title: t('school.training'), value: (row) => trainedWords(ctx, row)?.word ?? '' },
    { title: t('school.missingColumn'), width: 30, value: (row) => missingWords(ctx, row) },
    {
      title: t('school.certificate'),
      value: (row) => (row.certificate ? numberWords(row.certificate) : ''),
    },
    { title: t('school.issuedOn'), value: (row) => ({ date: row.certificate?.issuedOn ?? null }) },
  ];
  const rows = eachPage((page, pageSize) =>
    ctx.api.listSchoolMentors({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, t('school.mentors'), columns, rows);
}

async function issue(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: { personIds: ctx.t('school.issueTo'), issuedOn: ctx.t('school.issuedOn') },
    attempt: () =>
      ctx.api.issueSchoolCertificates({
        programmeId: ctx.programmeId,
        personIds: fieldList(body, 'personIds'),
        issuedOn: fieldText(body, 'issuedOn'),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: ({ issued }) =>
      ctx.redirect('school/certificates', {
        kind: 'success',
        key: 'school.issued',
        params: { n: issued },
      }),
    again: (form) => list(ctx, form),
  });
}

const ruleLabels = ({ t }: PageContext): Labels => ({
  sessions: t('school.rule.sessions'),
  minutes: t('school.rule.hours'),
  poolNeedsTraining: t('school.rule.pool'),
});

type Rule = OutputOf<Contract['getSchoolRule']>;

const ruleValues = ({ sessions, minutes, poolNeedsTraining }: Rule): FormValues => ({
  sessions: sessions === null ? '' : String(sessions),
  minutes: minutes === null ? '' : String(minutes / MINUTES_OF_HOUR).replace('.', ','),
  poolNeedsTraining: poolNeedsTraining ? 'yes' : '',
});

const number = (text: string): number | null =>
  text.trim() === '' ? null : Number(text.trim().replace(',', '.'));

/** Hours as people type them, in whole minutes. */
function minutesOf(text: string): number | null {
  const hours = number(text);
  return hours === null ? null : Math.round(hours * MINUTES_OF_HOUR);
}

const readRule = (ctx: PageContext): Promise<Rule> =>
  ctx.api.getSchoolRule({ programmeId: ctx.programmeId });

async function showRule(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const rule = await readRule(ctx);
  const form = refused ?? (await openForm(ctx, ruleValues(rule), { labels: ruleLabels(ctx) }));
  ctx.render(
    'school/rule',
    {
      mayEdit: isKeeper(ctx.role),
      version: rule.version,
      words: ruleWords(ctx, rule),
      pool: rule.poolNeedsTraining,
      form,
    },
    refused ? 422 : 200,
  );
}

const ruleInWords = (ctx: PageContext, values: FormValues) => ({
  sessions: fieldText(values, 'sessions'),
  minutes: fieldText(values, 'minutes'),
  poolNeedsTraining: ctx.t(
    fieldText(values, 'poolNeedsTraining') === 'yes' ? 'word.yes' : 'word.no',
  ),
});

async function saveRule(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: ruleLabels(ctx),
    attempt: () =>
      ctx.api.updateSchoolRule({
        programmeId: ctx.programmeId,
        sessions: number(fieldText(body, 'sessions')),
        minutes: minutesOf(fieldText(body, 'minutes')),
        poolNeedsTraining: fieldText(body, 'poolNeedsTraining') === 'yes',
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('school/mentors', { kind: 'success', key: 'school.rule.saved' }),
    again: (form) => showRule(ctx, form),
    stored: async (typed) => {
      const rule = await readRule(ctx);
      return {
        version: rule.version,
        shown: ruleInWords(ctx, ruleValues(rule)),
        typed: ruleInWords(ctx, typed),
        back: 'school/rule',
      };
    },
  });
}

/** Who is trained and who lacks what, the rule that says so, and issuing certificates. */
export function trainingRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/school/mentors',
    page((ctx) => list(ctx)),
  );
  router.post('/school/mentors', page(issue));
  router.get('/school/mentors.xlsx', page(exportMentors));
  router.get(
    '/school/rule',
    page((ctx) => showRule(ctx)),
  );
  router.post('/school/rule', page(saveRule));
  return router;
}
