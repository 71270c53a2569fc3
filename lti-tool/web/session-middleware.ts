import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Session, SessionLookup } from '../lti/session-types.js';
import { sessionUrl } from './context.js';
import { browserCookieName, readCookie } from './cookies.js';
import { isCsrfToken, isSameOrigin } from './csrf.js';
import type { ShellDeps } from './deps.js';
import type { DraftBody } from './drafts.js';
import { renderBare, sendError } from './errors.js';
import { fieldText, postedValues } from './forms.js';
import { hasFiles, readFiles } from './multipart.js';
import { setContentPolicy } from './security-headers.js';

const parseForm = express.urlencoded({ extended: false, limit: '2mb', parameterLimit: 5000 });

/** Parses a form's body before the session is known to live: typed text is needed either way. */
export const formBody: RequestHandler = (req, res, next) =>
  req.method === 'GET' ? next() : parseForm(req, res, next);

/** Texts long enough that somebody would be sorry to type them again. */
const worthShowing = (values: DraftBody) =>
  Object.values(values)
    .flat()
    .filter((text) => text.length > 20 && /\s/.test(text));

/** The page whose form this is: named by the form, else the address that it was sent to. */
function formKeyOf(req: Request, sid: string): string {
  const named = fieldText(req.body, '_draft');
  if (/^[\w\-/]{1,200}$/.test(named)) return named;
  return req.originalUrl.split('?')[0]?.replace(`/app/${sid}/`, '').slice(0, 200) ?? '';
}

async function keepDraft(deps: ShellDeps, req: Request, session: Session): Promise<boolean> {
  if (session.programmeId === null) return false;
  if (!isCsrfToken(deps.sealer, session, fieldText(req.body, '_csrf'))) return false;
  const owner = { programmeId: session.programmeId, personId: session.personId };
  await deps.drafts.save(owner, formKeyOf(req, session.sid), postedValues(req.body));
  return true;
}

/** Why, where it is neither time nor another person in the browser. */
const reasonOf = (found: SessionLookup): 'removed' | 'platform_disabled' | null =>
  found.state === 'ended' && (found.reason === 'removed' || found.reason === 'platform_disabled')
    ? found.reason
    : null;

async function showEnded(
  deps: ShellDeps,
  req: Request,
  res: Response,
  found: Exclude<SessionLookup, { state: 'live' }>,
): Promise<void> {
  const session = found.state === 'ended' ? found.session : null;
  const isPost = req.method === 'POST';
  // What the page itself keeps on the device is not kept a second time.
  const onDevice = req.get('x-draft') === 'kept';
  const kept = isPost && session !== null && !onDevice && (await keepDraft(deps, req, session));
  const texts = isPost && !kept ? worthShowing(postedValues(req.body)) : [];
  setContentPolicy(res, session?.platformOrigin ?? 'any');
  res.setHeader('Cache-Control', 'no-store');
  const v = { kept, texts, returnUrl: session?.returnUrl ?? null, why: reasonOf(found) };
  renderBare(deps, res, 401, 'errors/session-ended', v);
}

/**
 * Finds the session of `/app/:sid/…` for this browser. Others go no further: they get the page that
 * says that the session has ended, and what they had typed is kept for their next launch.
 */
export function sessionMiddleware(deps: ShellDeps): RequestHandler {
  const cookieName = browserCookieName(deps.config.publicUrl);
  return async (req, res, next) => {
    const sid = String(req.params['sid'] ?? '');
    const found = await deps.sessions.find(sid, readCookie(req, cookieName));
    // A form with a file may be large: it is read only for whoever the session belongs to.
    if (found.state !== 'unknown' && hasFiles(req)) await readFiles(req, res);
    if (found.state !== 'live') {
      await showEnded(deps, req, res, found);
      return;
    }
    res.locals['session'] = found.session;
    setContentPolicy(res, found.session.platformOrigin);
    res.setHeader('Cache-Control', 'no-store');
    next();
  };
}

/** POST of the button «not wanted» beside a form that an ended session's text was brought back into. */
export function discardedDraft(deps: ShellDeps): RequestHandler {
  return async (req, res, next) => {
    const { sid, programmeId, personId } = res.locals['session'] as Session;
    if (req.method !== 'POST' || programmeId === null || !fieldText(req.body, '_discard')) {
      next();
      return;
    }
    const formKey = formKeyOf(req, sid);
    await deps.drafts.drop({ programmeId, personId }, formKey);
    res.redirect(303, sessionUrl(sid, formKey));
  };
}

/** Lets a POST through only from a form of ours in this session. */
export function csrfCheck(deps: ShellDeps): RequestHandler {
  return (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const session = res.locals['session'] as Session;
    const trusted =
      isSameOrigin(req, deps.config.publicUrl) &&
      isCsrfToken(deps.sealer, session, fieldText(req.body, '_csrf'));
    if (trusted) return next();
    sendError(deps, res, 'form', 403);
  };
}
