import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { AppError } from '../../shared/errors.js';
import type { Session } from '../lti/session-types.js';
import { requestIdOf } from './access-log.js';
import { loadedContext, sessionUrl } from './context.js';
import type { ShellDeps } from './deps.js';
import { fieldText, postedValues } from './forms.js';
import type { Locale, Translate } from './i18n.js';
import { BadAddress, PastTheEnd } from './list-filters.js';
import { setContentPolicy } from './security-headers.js';
import { sendHtml } from './send-html.js';

/** Which friendly page an error gets: `page.error.<kind>.{title,what,todo}`. */
type Kind =
  | 'address'
  | 'notFound'
  | 'forbidden'
  | 'form'
  | 'tooLarge'
  | 'tooMany'
  | 'changed'
  | 'conflict'
  | 'unavailable'
  | 'internal';

const BY_CODE: Partial<Record<AppError['code'], Kind>> = {
  invalid: 'address',
  forbidden: 'forbidden',
  unauthenticated: 'forbidden',
  not_found: 'notFound',
  conflict: 'conflict',
  changed_meanwhile: 'changed',
  too_large: 'tooLarge',
  too_many: 'tooMany',
  unavailable: 'unavailable',
};

/** Express's own errors of the body parser carry a status. */
const statusOf = (error: unknown): number => {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 500;
};

function describe(error: unknown): { kind: Kind; status: number; names: readonly string[] } {
  if (error instanceof BadAddress) return { kind: 'address', status: 400, names: error.names };
  if (error instanceof AppError) {
    // An id in the path that cannot be one: the same answer as to one that does not exist.
    const onlyIds = error.problems.length > 0 && error.problems.every((p) => /Id$/.test(p.path));
    if (error.code === 'invalid' && onlyIds) return { kind: 'notFound', status: 404, names: [] };
    const kind = BY_CODE[error.code] ?? 'internal';
    // A page's own parameters made the service refuse: the address is at fault.
    const status = error.code === 'invalid' ? 400 : error.status;
    return { kind, status, names: error.problems.map((p) => p.path).filter((p) => p !== '') };
  }
  // Percent signs that stand for nothing: no page has such an address.
  if (error instanceof URIError) return { kind: 'notFound', status: 404, names: [] };
  const status = statusOf(error);
  if (status === 413) return { kind: 'tooLarge', status, names: [] };
  if (status >= 400 && status < 500) return { kind: 'form', status, names: [] };
  return { kind: 'internal', status: 500, names: [] };
}

/** The language of a page whose context was not loaded: the session's, or the browser's. */
export function localeOf(res: Response): Locale {
  const loaded = loadedContext(res);
  if (loaded) return loaded.locale;
  const session = res.locals['session'] as Session | undefined;
  if (session) return session.locale;
  return res.req.acceptsLanguages('ru', 'en') === 'en' ? 'en' : 'ru';
}

/** Renders a page outside a session (or before its context was loaded): no tabs, same look. */
export function renderBare(
  deps: ShellDeps,
  res: Response,
  status: number,
  view: string,
  v: object,
  locale: Locale = localeOf(res),
): void {
  const t = deps.i18n.translator(locale);
  if (!res.getHeader('Content-Security-Policy')) setContentPolicy(res, 'any');
  const session = (res.locals['session'] as Session | undefined) ?? null;
  const ctx = {
    locale,
    nav: [],
    path: '',
    session,
    me: null,
    flash: null,
    requestId: requestIdOf(res),
  };
  const html = deps.render(view, {
    t,
    ctx,
    v,
    asset: deps.assets.asset,
    ref: null,
    fmt: null,
    url: session === null ? null : (path: string) => sessionUrl(session.sid, path),
  });
  sendHtml(res, html, status);
}

/** What a parameter of an address is called on the page; one without a name there, as it is. */
function inWords(t: Translate, name: string): string {
  const key = `list.parameter.${name}`;
  const words = t(key);
  return words === key ? name : words;
}

/** Answers with the error page `kind` and the request's number. */
export function sendError(
  deps: ShellDeps,
  res: Response,
  kind: Kind,
  status: number,
  names: readonly string[] = [],
  kept = false,
): void {
  const ctx = loadedContext(res);
  const t = ctx?.t ?? deps.i18n.translator(localeOf(res));
  const v = { kind, names: names.map((name) => inWords(t, name)).join('», «'), kept };
  res.setHeader('Cache-Control', 'no-store');
  if (ctx) ctx.render('errors/error', v, status);
  else renderBare(deps, res, status, 'errors/error', v);
}

export function notFoundPage(deps: ShellDeps): RequestHandler {
  return (_req, res) => sendError(deps, res, 'notFound', 404);
}

/** When a form fails for no fault of its own, what was typed waits in the form for the next try. */
async function keepTyped(
  deps: ShellDeps,
  req: Request,
  res: Response,
  status: number,
): Promise<boolean> {
  const ctx = loadedContext(res);
  const named = fieldText(req.body, '_draft');
  if (status < 500 || req.method !== 'POST' || !ctx || named === '') return false;
  const owner = { programmeId: ctx.programmeId, personId: ctx.me.personId };
  await deps.drafts.save(owner, named.slice(0, 200), postedValues(req.body));
  return true;
}

/** The one error handler: ours are shown in words, all others logged and shown as a number. */
export function errorPage(deps: ShellDeps): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) {
      // A file that was on its way: broken off, it cannot be taken for a whole one.
      deps.logger.error({ err: error, requestId: requestIdOf(res) }, 'an answer broke off');
      res.destroy();
      return;
    }
    if (error instanceof PastTheEnd) return res.redirect(302, error.href);
    const { kind, status, names } = describe(error);
    if (status >= 500)
      deps.logger.error({ err: error, requestId: requestIdOf(res) }, 'request failed');
    keepTyped(deps, req, res, status)
      .catch((fault: unknown) => {
        deps.logger.error({ err: fault, requestId: requestIdOf(res) }, 'a draft could not be kept');
        return false;
      })
      .then((kept) => sendError(deps, res, kind, status, names, kept))
      .catch(next);
  };
}
