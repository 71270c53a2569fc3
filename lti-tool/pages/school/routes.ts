import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { certificateRoutes } from './certificate-routes.js';
import { materialRoutes } from './material-routes.js';
import { needsRoutes } from './needs-routes.js';
import { sessionRoutes } from './session-routes.js';
import { sheetRoutes } from './sheet-routes.js';
import { trainingRoutes } from './training-routes.js';

/** «Школа наставников»: sessions, attendance, materials, who is trained, certificates. */
export function schoolRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Addresses with words before those with an id in their place.
  router.use(
    sessionRoutes(page),
    sheetRoutes(page),
    trainingRoutes(page),
    materialRoutes(page),
    certificateRoutes(page),
    needsRoutes(page),
  );
  return router;
}
