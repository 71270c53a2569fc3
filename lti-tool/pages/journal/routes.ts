import { Router } from 'express';
import { z } from 'zod';
import { id } from '../../../service/api/common.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, pagination, readFilters } from '../../web/list-filters.js';
import { entryModel } from './journal-words.js';

const ENTITIES = [
  'programme',
  'participant',
  'pair',
  'meeting',
  'help_request',
  'grade',
  'roster',
  'questionnaire',
  'survey_wave',
  'enterprise',
] as const;
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
      reset: filters.entity !== undefined || filters.entityId !== undefined,
    },
    rows: journal.rows.map((entry) => entryModel(ctx, entry)),
    pages: pagination(ctx, 'journal', { ...filters, page: undefined }, journal),
  });
}

/** «Журнал»: who changed what and when. */
export function journalRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/journal', page(show));
  return router;
}
