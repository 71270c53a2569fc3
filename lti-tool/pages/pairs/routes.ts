import { Router } from 'express';
import { z } from 'zod';
import { id } from '../../../service/api/common.js';
import { FORMS, PAIR_STATES, RHYTHMS } from '../../../service/api/index.js';
import type { ListedPair } from '../../../service/api/pairs.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import {
  LIST_PAGE_SIZE,
  pageParameter,
  readFilters,
  searchParameter,
} from '../../web/list-filters.js';
import { type Cell, eachPage, sendXlsx } from '../../web/xlsx.js';
import { pairLifeRoutes } from '../pair-life/routes.js';
import { pairListModel } from './list-model.js';
import { newPairRoutes } from './new-routes.js';
import { pairRoutes } from './pair-routes.js';
import { feedbackWords, frozenWords, pauseWords, reasonWords } from './pair-words.js';

const SORTS = ['title', '-title', 'urgency', 'lastMeeting', '-lastMeeting'] as const;
const FILTERS = {
  search: searchParameter,
  form: z.enum(FORMS).optional(),
  state: z.enum(PAIR_STATES).optional(),
  rhythm: z.enum(RHYTHMS).optional(),
  feedback: z.enum(['missing']).optional(),
  consent: z.enum(['withdrawn']).optional(),
  pause: z.enum(['over']).optional(),
  personId: id.optional(),
  sort: z.enum(SORTS).default('title'),
  page: pageParameter,
};

async function list(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const answer = await ctx.api.listPairs({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE });
  const person = filters.personId
    ? await ctx.api.getParticipant({ programmeId, personId: filters.personId })
    : null;
  ctx.render('pairs/list', pairListModel(ctx, answer, filters, person?.name ?? null));
}

async function exportPairs(ctx: PageContext): Promise<void> {
  const { page: _page, ...filters } = readFilters(ctx, FILTERS);
  const pairs = eachPage((page, pageSize) =>
    ctx.api.listPairs({ programmeId: ctx.programmeId, ...filters, page, pageSize }),
  );
  const { t } = ctx;
  const column = (key: string, width: number, value: (pair: ListedPair) => Cell) => ({
    title: t(key),
    width,
    value,
  });
  await sendXlsx(
    ctx,
    t('nav.pairs'),
    [
      column('pairs.mentors', 36, (p) => p.mentors.map((m) => m.name).join('; ')),
      column('pairs.mentees', 36, (p) => p.mentees.map((m) => m.name).join('; ')),
      column('pairs.form', 24, (p) => ctx.ref('form', p.form)),
      column('pairs.variant', 30, (p) => ctx.ref('roleVariant', p.roleVariant)),
      column('pairs.format', 16, (p) => ctx.ref('pairFormat', p.format)),
      column('pairs.state', 16, (p) => ctx.ref('pairState', p.state)),
      column('life.pauseColumn', 30, (p) => pauseWords(ctx, p)),
      column('pairs.rhythm', 16, (p) => ctx.ref('rhythm', p.rhythm)),
      column('pairs.why', 30, (p) => reasonWords(t, p)),
      column('pairs.feedback', 22, (p) => feedbackWords(t, p)),
      column('pairs.consent', 36, (p) => frozenWords(ctx, p)),
      column('pairs.startsOn', 12, (p) => ({ date: p.startsOn })),
      column('pairs.endsOn', 12, (p) => ({ date: p.endsOn })),
      column('pairs.orderNumber', 14, (p) => p.orderNumber),
      column('pairs.orderDate', 12, (p) => ({ date: p.orderDate })),
      column('pairs.held', 10, (p) => p.meetingsHeld),
      column('pairs.minutes', 10, (p) => p.minutesTotal),
      column('pairs.lastMeeting', 14, (p) => ({ date: p.lastMeetingOn })),
    ],
    pairs,
  );
}

/** «Пары»: list, xlsx, making one, the page of one. */
export function pairsRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/pairs',
    page((ctx) => {
      requireRole(ctx, 'coordinator', 'curator', 'head');
      return list(ctx);
    }),
  );
  router.get('/pairs.xlsx', page(exportPairs));
  router.use(newPairRoutes(page), pairLifeRoutes(page), pairRoutes(page));
  return router;
}
