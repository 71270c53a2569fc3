import { Router } from 'express';
import type { PageWrapper } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { ballotRoutes } from './ballot-routes.js';
import { editRoutes } from './edit-routes.js';
import { inviteRoutes } from './invite-routes.js';
import { listRoutes } from './list-routes.js';
import { sheetRoutes } from './sheet-routes.js';

/** «Групповые встречи»: planning, invitations, attendance, the questionnaires about preferences. */
export function groupMeetingRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  // Addresses with words before those with an id in their place.
  router.use(
    listRoutes(page),
    editRoutes(page),
    inviteRoutes(page),
    ballotRoutes(page),
    sheetRoutes(page),
  );
  return router;
}
