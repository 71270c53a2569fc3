import { type Request, type Response, Router } from 'express';
import { notFound } from '../../../shared/errors.js';
import { sessionOf, sessionUrl } from '../../web/context.js';
import { browserCookieName, readCookie } from '../../web/cookies.js';
import { csrfTokenOf } from '../../web/csrf.js';
import type { ShellDeps } from '../../web/deps.js';
import { renderBare } from '../../web/errors.js';
import { fieldText } from '../../web/forms.js';
import { homeOf } from '../../web/nav.js';

/** Who came without a course: their programmes, each with a button that opens it. */
async function show(deps: ShellDeps, res: Response): Promise<void> {
  const session = sessionOf(res);
  renderBare(deps, res, 200, 'home/no-programme', {
    programmes: (await deps.programmesOf?.(session)) ?? [],
    returnUrl: session.returnUrl,
    action: sessionUrl(session.sid, 'open-programme'),
    csrfToken: csrfTokenOf(deps.sealer, session),
  });
}

/**
 * Opens one of the person's own programmes in a session of its own. What is theirs is asked of the
 * service again: the form's word is not taken for it.
 */
async function open(deps: ShellDeps, req: Request, res: Response): Promise<void> {
  const { sid } = sessionOf(res);
  const wanted = fieldText(req.body, 'programmeId');
  const own = (await deps.programmesOf?.(sessionOf(res))) ?? [];
  const programme = own.find(({ programmeId }) => programmeId === wanted);
  if (!programme) throw notFound('programme');
  const token = readCookie(req, browserCookieName(deps.config.publicUrl)) ?? '';
  const opened = await deps.sessions.openProgramme(sid, token, programme);
  if (!opened) {
    // Ended between the two looks: the page of the session says so.
    res.redirect(303, sessionUrl(sid, 'no-programme'));
    return;
  }
  res.redirect(303, sessionUrl(opened.sid, homeOf(opened.role)));
}

/** The page after a launch without a course. */
export function noProgrammeRoutes(deps: ShellDeps): Router {
  const router = Router({ mergeParams: true });
  router.get('/no-programme', (_req, res) => show(deps, res));
  router.post('/open-programme', (req, res) => open(deps, req, res));
  return router;
}
