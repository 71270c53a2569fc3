import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { caseRoutes } from './case-routes.js';
import { listRoutes } from './list-routes.js';
import { paperRoutes } from './paper-routes.js';
import { reflectionRoutes } from './reflection-routes.js';
import { reportRoutes } from './report-routes.js';
import { resultRoutes } from './result-routes.js';
import { showRoutes } from './show-routes.js';
import { wishRoutes } from './wish-routes.js';

/** The end of a pair. Lists come before the pages of one pair, whose id they would else be taken for. */
export function closingRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.use(
    listRoutes(page),
    wishRoutes(page),
    paperRoutes(deps, page),
    reflectionRoutes(page),
    reportRoutes(deps, page),
    caseRoutes(deps, page),
    resultRoutes(page),
    showRoutes(page),
  );
  return router;
}
