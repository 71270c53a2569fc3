import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { changeRoutes } from './change-routes.js';
import { publishRoutes } from './publish-routes.js';
import { relationRoutes } from './relation-routes.js';
import { runsRoutes } from './runs-routes.js';
import { settingsRoutes } from './settings-routes.js';
import { showRoutes } from './show-routes.js';

/** «Подбор»: stage 5, from the first run to the pairs. */
export function matchingRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.use(
    showRoutes(page),
    changeRoutes(page),
    runsRoutes(page),
    settingsRoutes(page),
    relationRoutes(page),
    publishRoutes(page),
  );
  return router;
}
