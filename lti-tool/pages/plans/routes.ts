import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { headRoutes } from './head-routes.js';
import { historyRoutes } from './history-routes.js';
import { listRoutes } from './list-routes.js';
import { newRoutes } from './new-routes.js';
import { printRoutes } from './print-routes.js';
import { resultRoutes } from './result-routes.js';
import { rowRoutes } from './row-routes.js';
import { showRoutes } from './show-routes.js';

/** «Планы»: ИПР and personalised programmes, from the list to the printed paper. */
export function planRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Addresses with words before those with an id in their place.
  router.use(
    listRoutes(page),
    newRoutes(page),
    headRoutes(page),
    rowRoutes(page),
    resultRoutes(page),
    historyRoutes(page),
    printRoutes(deps, page),
    showRoutes(page),
  );
  return router;
}
