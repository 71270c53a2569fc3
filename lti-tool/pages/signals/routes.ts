import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { listRoutes } from './list-routes.js';
import { pairSignalRoutes } from './pair-routes.js';
import { ruleRoutes } from './rule-routes.js';

/** «Сигналы»: which pairs need somebody, worst first, and what is done about it. */
export function signalRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.use(listRoutes(page));
  // Before those of a pair: its word would else be taken for an id.
  router.use(ruleRoutes(page));
  router.use(pairSignalRoutes(page));
  return router;
}
