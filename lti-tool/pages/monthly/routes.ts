import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { monthListRoutes } from './list-routes.js';
import { myMonthRoutes } from './my-routes.js';

/** Monthly feedback: one’s own, and the list of it. */
export function monthlyRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.use(myMonthRoutes(page));
  router.use(monthListRoutes(page));
  return router;
}
