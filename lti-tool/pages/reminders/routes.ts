import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { listRoutes } from './list-routes.js';
import { mailRoutes } from './mail-routes.js';
import { mineRoutes } from './mine-routes.js';
import { textRoutes } from './text-routes.js';

/** «Напоминания»: what somebody is reminded of, how they want to be, and what a coordinator sets of letters. */
export function reminderRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Addresses with words before those with an id in their place.
  router.use(mineRoutes(deps, page), mailRoutes(deps, page), textRoutes(deps, page));
  router.use(listRoutes(deps, page));
  return router;
}
