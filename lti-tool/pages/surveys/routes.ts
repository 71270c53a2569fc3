import { Router } from 'express';
import { z } from 'zod';
import { FORMS, SURVEY_ROLES, WAVE_STATES } from '../../../service/api/index.js';
import type { PageContext, PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { LIST_PAGE_SIZE, pageParameter, readFilters } from '../../web/list-filters.js';
import { answerRoutes } from './answer-routes.js';
import { deleteWaveRoutes } from './delete-routes.js';
import { waveListModel } from './list-model.js';
import { newWaveRoutes } from './new-routes.js';
import { reminderRoutes } from './reminder-routes.js';
import { resultRoutes } from './result-routes.js';
import { waveRoutes } from './wave-routes.js';

const FILTERS = {
  state: z.enum(WAVE_STATES).optional(),
  role: z.enum(SURVEY_ROLES).optional(),
  form: z.enum(FORMS).optional(),
  page: pageParameter,
};
/** Of the waves that go on at once, so many are summed up in the sentence. */
const MOST_OPEN = 100;

async function list(ctx: PageContext): Promise<void> {
  const filters = readFilters(ctx, FILTERS);
  const { programmeId } = ctx;
  const [answer, open] = await Promise.all([
    ctx.api.listWaves({ programmeId, ...filters, pageSize: LIST_PAGE_SIZE }),
    ctx.api.listWaves({ programmeId, state: 'open', pageSize: MOST_OPEN }),
  ]);
  ctx.render('surveys/list', waveListModel(ctx, answer, open, filters));
}

/** «Анкеты», the waves: list, making one, the page of one, its results and answers. */
export function surveyRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/surveys', page(list));
  router.use(
    newWaveRoutes(page),
    waveRoutes(page),
    deleteWaveRoutes(page),
    reminderRoutes(deps, page),
    resultRoutes(page),
    answerRoutes(page),
  );
  return router;
}
