import { Router } from 'express';
import { z } from 'zod';
import { id } from '../../../service/api/common.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { eachPage, sendXlsx } from '../../web/xlsx.js';
import { changeWords, entryModel } from './journal-words.js';

const ENTITIES = [
  'programme',
  'participant',
  'pair',
  'meeting',
  'plan',
  'help_request',
  'grade',
  'roster',
  'questionnaire',
  'survey_wave',
  'enterprise',
  'register',
  'mentor_criteria',
  'council',
  'mentor_register',
  'school_session',
  'school_material',
  'school_certificate',
  'school_rule',
  'group_meeting',
  'planned_meeting',
  'calendar_feed',
  'support_entry',
  'staff_note',
  'reminder_settings',
  'match_run',
  'match_settings',
] as const;
/** The journal's entries are long: the service gives no more of them at a time. */
const LARGEST_PAGE = 200;
const FILTERS = {
  entity: z.enum(ENTITIES).optional(),
  entityId: id.optional(),
  page: pageParameter,
};

async function show(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'head');
  const filters = readFilters(ctx, FILTERS);
  const journal = await ctx.api.listJournal({
    programmeId: ctx.programmeId,
    ...filters,
    pageSize: LIST_PAGE_SIZE,
  });
  const { t } = ctx;
  ctx.render('journal/list', {
    download: { path: 'journal.xlsx', query: { ...filters, page: undefined } },
    filterBar: {
      path: 'journal',
      selects: [
        {
          name: 'entity',
          label: t('journal.about'),
          value: filters.entity,
          all: t('list.all'),
          options: ENTITIES.map((value) => ({ value, label: t(`journal.entity.${value}`) })),
        },
      ],
      hidden: filters.entityId ? [{ name: 'entityId', value: filters.entityId }] : [],
      reset: filters.entity !== undefined || filters.entityId !== undefined,
    },
    rows: journal.rows.map((entry) => entryModel(ctx, entry)),
    pages: pagination(ctx, 'journal', { ...filters, page: undefined }, journal),
  });
}

async function exportJournal(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'coordinator', 'head');
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const { t, fmt, programmeId } = ctx;
  const entries = eachPage(async (page, pageSize) => {
    const journal = await ctx.api.listJournal({ programmeId, ...filters, page, pageSize });
    const rows = journal.rows.map((entry) => ({
      ...entryModel(ctx, entry),
      local: fmt.local(entry.at),
    }));
    return { rows, total: journal.total };
  }, LARGEST_PAGE);
  await sendXlsx(
    ctx,
    t('journal.title'),
    [
      { title: t('journal.when'), width: 18, value: (row) => ({ at: row.local }) },
      {
        title: t('journal.who'),
        width: 36,
        value: (row) => [row.who, row.byLink].filter(Boolean).join(', '),
      },
      { title: t('people.roles'), width: 16, value: (row) => row.role },
      { title: t('journal.what'), width: 28, value: (row) => row.what },
      { title: t('journal.about'), width: 44, value: (row) => row.subject },
      { title: t('journal.changes'), width: 80, value: (row) => changeWords(row.changes) },
    ],
    entries,
  );
}

/** «Журнал»: who changed what and when. */
export function journalRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/journal', page(show));
  router.get('/journal.xlsx', page(exportJournal));
  return router;
}
