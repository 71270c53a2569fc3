import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { feedRoutes } from './feed-routes.js';
import { monthRoutes } from './month-routes.js';
import { plannedRoutes } from './planned-routes.js';
import { showRoutes } from './show-routes.js';

/** «Календарь»: what is planned and what was told, planning, and the private address of it. */
export function calendarRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Addresses with words before those with an id in their place.
  router.use(monthRoutes(page), plannedRoutes(page), showRoutes(page), feedRoutes(deps, page));
  return router;
}
