import { Router } from 'express';
import type { Enterprise } from '../../../service/api/enterprises.js';
import { STAFF_ROLES } from '../../../service/api/index.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  createForm,
  type FormValues,
  type FormView,
  fieldText,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { LIST_PAGE_SIZE, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { idParam } from '../meetings/path-ids.js';
import {
  enterpriseInWords,
  enterpriseLabels,
  enterpriseValues,
  readEnterprise,
} from './enterprise-form.js';
import {
  agreementWords,
  ENTERPRISE_FILTERS,
  enterpriseColumns,
  enterpriseList,
} from './list-model.js';

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF_ROLES);
  const filters = readFilters(ctx, ENTERPRISE_FILTERS);
  const found = await ctx.api.listEnterprises({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const query = { ...filters, page: filters.page === 1 ? undefined : filters.page };
  ctx.render('enterprises/list', enterpriseList(ctx, found, query));
}

async function exportEnterprises(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF_ROLES);
  const { page: _page, ...filters } = readFilters(ctx, ENTERPRISE_FILTERS);
  const { programmeId } = ctx;
  const rows = eachPage((page, pageSize) =>
    ctx.api.listEnterprises({ programmeId, ...filters, page, pageSize }),
  );
  await sendXlsx(ctx, ctx.t('nav.section.enterprises'), enterpriseColumns(ctx), rows);
}

const find = (ctx: PageContext): Promise<Enterprise> =>
  ctx.api.getEnterprise({
    programmeId: ctx.programmeId,
    enterpriseId: idParam(ctx, 'enterpriseId'),
  });

/** The form of a new one, or of one that is there; readers without the right to write see words. */
async function show(ctx: PageContext, enterprise: Enterprise | null, refused?: FormView) {
  const labels = enterpriseLabels(ctx);
  const form = refused ?? (await openForm(ctx, enterpriseValues(enterprise), { labels }));
  const { t } = ctx;
  ctx.render(
    'enterprises/edit',
    {
      title: enterprise?.name ?? t('enterprises.new'),
      lead: enterprise ? agreementWords(ctx, enterprise) : t('enterprises.newLead'),
      path: enterprise ? `enterprises/${enterprise.enterpriseId}` : 'enterprises/new',
      mayEdit: ctx.role === 'coordinator',
      enterprise,
      form,
      facts: Object.entries(enterpriseInWords(ctx, enterpriseValues(enterprise))).map(
        ([name, value]) => ({ label: labels[name] ?? '', value }),
      ),
    },
    refused ? 422 : 200,
  );
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  await submitForm(ctx, {
    labels: enterpriseLabels(ctx),
    attempt: () =>
      ctx.api.createEnterprise({
        programmeId: ctx.programmeId,
        ...readEnterprise(body),
        idempotencyKey: fieldText(body, 'idempotencyKey'),
      }),
    done: () => ctx.redirect('enterprises', { kind: 'success', key: 'enterprises.created' }),
    again: (form) => show(ctx, null, form),
  });
}

async function stored(ctx: PageContext, typed: FormValues) {
  const now = await find(ctx);
  return {
    version: now.version,
    shown: enterpriseInWords(ctx, createForm(ctx.t, enterpriseValues(now)).values),
    typed: enterpriseInWords(ctx, typed),
    back: `enterprises/${now.enterpriseId}`,
  };
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator');
  const { body } = ctx.req;
  const enterpriseId = idParam(ctx, 'enterpriseId');
  await submitForm(ctx, {
    labels: enterpriseLabels(ctx),
    attempt: () =>
      ctx.api.updateEnterprise({
        programmeId: ctx.programmeId,
        enterpriseId,
        ...readEnterprise(body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () => ctx.redirect('enterprises', { kind: 'success', key: 'enterprises.saved' }),
    again: async (form) => show(ctx, await find(ctx), form),
    stored: (typed) => stored(ctx, typed),
  });
}

/** «Предприятия»: partners of the college with their agreements, and how many mentors they gave. */
export function enterpriseRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/enterprises', page(list));
  router.get('/enterprises.xlsx', page(exportEnterprises));
  router.get(
    '/enterprises/new',
    page(async (ctx) => {
      requireRole(ctx, 'coordinator');
      await show(ctx, null);
    }),
  );
  router.post('/enterprises/new', page(create));
  router.get(
    '/enterprises/:enterpriseId',
    page(async (ctx) => {
      requireRole(ctx, ...STAFF_ROLES);
      await show(ctx, await find(ctx));
    }),
  );
  router.post('/enterprises/:enterpriseId', page(save));
  return router;
}
