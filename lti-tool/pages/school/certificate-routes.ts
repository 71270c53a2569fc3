import { Router } from 'express';
import { z } from 'zod';
import type { Certificate } from '../../../service/api/school-certificates.js';
import { notFound } from '../../../shared/errors.js';
import { sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createFormats } from '../../web/formats.js';
import { createForm, type FormView, fieldText, submitForm } from '../../web/forms.js';
import {
  isFiltered,
  LIST_PAGE_SIZE,
  pageParameter,
  pagination,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { DOCX_TYPE } from '../../web/word.js';
import { type Column, eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import { certificatesDocx } from './certificate-docx.js';
import { isKeeper, KEEPERS, READERS } from './roles.js';
import { beenWords, numberWords } from './training-words.js';

const STATES = ['valid', 'revoked'] as const;
const FILTERS = {
  search: searchParameter,
  state: z.enum(STATES).optional(),
  issuedOn: z.iso.date().optional(),
  page: pageParameter,
};
/** Certificates in one file. */
const MOST_PRINTED = 200;

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const filters = readFilters(ctx, FILTERS);
  const found = await ctx.api.listSchoolCertificates({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const { t, fmt } = ctx;
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  const reset = isFiltered(query);
  const valid = found.rows.filter((one) => one.revokedOn === null).length;
  ctx.render('school/certificates', {
    lead: t('school.certificates.lead', { n: found.total }),
    filterBar: {
      path: 'school/certificates',
      search: { name: 'search', label: t('people.search'), value: query.search },
      selects: [
        {
          name: 'state',
          label: t('school.state'),
          value: query.state,
          all: t('list.all'),
          options: STATES.map((value) => ({ value, label: t(`school.certificates.${value}`) })),
        },
      ],
      dates: [{ name: 'issuedOn', label: t('school.issuedOn'), value: query.issuedOn }],
      reset,
    },
    download: { path: 'school/certificates.xlsx', query: { ...query, page: undefined } },
    print:
      valid > 0
        ? ctx.url('school/certificates.docx', { ...query, state: undefined, page: undefined })
        : '',
    printed: t(found.total > MOST_PRINTED ? 'school.printFirst' : 'school.printAll', {
      n: MOST_PRINTED,
    }),
    rows: found.rows.map((one) => ({
      number: numberWords(one),
      name: one.name,
      href: ctx.url(`school/certificates/${one.certificateId}`),
      issuedOn: fmt.date(one.issuedOn),
      been: beenWords(ctx, one),
      revoked:
        one.revokedOn === null ? '' : t('school.revokedOn', { date: fmt.date(one.revokedOn) }),
    })),
    pages: pagination(ctx, 'school/certificates', query, found),
  });
}

async function exportCertificates(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { t, programmeId } = ctx;
  const columns: Column<Certificate>[] = [
    { title: t('school.number'), value: (one) => `${one.number}/${one.year}` },
    { title: t('people.name'), width: 40, value: (one) => one.name },
    { title: t('school.issuedOn'), value: (one) => ({ date: one.issuedOn }) },
    { title: t('school.sessionsBeen'), value: (one) => one.sessions },
    { title: t('school.hoursBeen'), value: (one) => one.minutes / 60 },
    { title: t('school.revokedColumn'), value: (one) => ({ date: one.revokedOn }) },
    { title: t('school.revoke.reason'), width: 40, value: (one) => one.revokedReason },
  ];
  const rows = eachPage((page, pageSize) =>
    ctx.api.listSchoolCertificates({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, t('school.certificates'), columns, rows);
}

/** Answers with certificates as one Word document; of revoked ones there is no paper. */
export async function sendCertificates(
  ctx: PageContext,
  all: readonly Certificate[],
  name: string,
): Promise<void> {
  const certificates = all.filter((one) => one.revokedOn === null);
  if (certificates.length === 0) throw notFound('certificate');
  const { programme } = ctx.me;
  // The paper is in Russian, whatever the page's language.
  const fmt = createFormats('ru', ctx.fmt.today, programme.timeZone);
  const file = await certificatesDocx(certificates, {
    organisation: programme.organisationName,
    programme: programme.title,
    date: fmt.date,
    minutes: fmt.minutes,
  });
  await sendAttachment(ctx, {
    name: `${name}.docx`,
    type: DOCX_TYPE,
    bytes: (async function* whole() {
      yield file;
    })(),
  });
}

async function printFound(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { rows } = await ctx.api.listSchoolCertificates({
    programmeId: ctx.programmeId,
    ...filters,
    state: 'valid',
    pageSize: MOST_PRINTED,
  });
  await sendCertificates(ctx, rows, ctx.t('school.certificates'));
}

const find = (ctx: PageContext): Promise<Certificate> =>
  ctx.api.getSchoolCertificate({
    programmeId: ctx.programmeId,
    certificateId: idParam(ctx, 'certificateId'),
  });

async function printOne(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const one = await find(ctx);
  await sendCertificates(ctx, [one], `${ctx.t('school.certificate')} ${one.number}-${one.year}`);
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...READERS);
  const one = await find(ctx);
  const { t, fmt } = ctx;
  ctx.render(
    'school/certificate',
    {
      title: `${t('school.certificate')} ${numberWords(one)}`,
      lead: one.name,
      path: `school/certificates/${one.certificateId}`,
      personHref: ctx.url(`participants/${one.personId}`),
      version: one.version,
      valid: one.revokedOn === null,
      mayRevoke: isKeeper(ctx.role) && one.revokedOn === null,
      facts: [
        { label: t('school.issuedOn'), value: fmt.date(one.issuedOn) },
        { label: t('school.record'), value: beenWords(ctx, one) },
        { label: t('school.topics'), value: one.topics.join('\n') },
        { label: t('school.revokedColumn'), value: fmt.date(one.revokedOn) },
        { label: t('school.revoke.reason'), value: one.revokedReason ?? '' },
      ].filter(({ value }) => value !== ''),
      form: refused ?? createForm(t, {}),
      refused: refused !== undefined,
    },
    refused ? 422 : 200,
  );
}

async function revoke(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const { body } = ctx.req;
  const certificateId = idParam(ctx, 'certificateId');
  await submitForm(ctx, {
    labels: { reason: ctx.t('school.revoke.reason') },
    attempt: () =>
      ctx.api.revokeSchoolCertificate({
        programmeId: ctx.programmeId,
        certificateId,
        reason: fieldText(body, 'reason'),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`school/certificates/${certificateId}`, {
        kind: 'success',
        key: 'school.revoke.done',
      }),
    again: (form) => show(ctx, form),
  });
}

/** Certificates: list, the papers, revoking. */
export function certificateRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/school/certificates', page(list));
  router.get('/school/certificates.xlsx', page(exportCertificates));
  router.get('/school/certificates.docx', page(printFound));
  router.get('/school/certificates/:certificateId/certificate.docx', page(printOne));
  router.get(
    '/school/certificates/:certificateId',
    page((ctx) => show(ctx)),
  );
  router.post('/school/certificates/:certificateId', page(revoke));
  return router;
}
