import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { listRoutes } from './list-routes.js';
import { supportRoutes } from './support-routes.js';

/** «Лист ожидания»: mentees without a mentor, and the log of their support. */
export function waitingListRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.use(listRoutes(page), supportRoutes(page));
  return router;
}
