import type { Request, Response } from 'express';
import { sha256 } from '../../shared/seal.js';
import { browserCookieName, readCookie } from '../web/cookies.js';
import { isSameOrigin } from '../web/csrf.js';
import { setBrowserCookie, TOKEN_SHAPE } from './cookies.js';
import type { LtiCore } from './deps.js';
import { fieldsOf, queryOf, readForm } from './form.js';
import { launchTrace } from './journal/launch-trace.js';
import type { CodeContents } from './launch-codes.js';
import { LaunchRefused } from './refusals.js';
import { helpDesk, referenceOf, sendOn, sendPage } from './responses.js';

/** The token of the sessions' cookie, when there is one that we could have set. */
export function browserTokenOf(req: Request, publicUrl: string): string | null {
  const value = readCookie(req, browserCookieName(publicUrl));
  return value !== null && TOKEN_SHAPE.test(value) ? value : null;
}

/** For the journal: whose launch it is that goes on here. */
function remember(res: Response, { session, sid }: CodeContents): void {
  const trace = launchTrace(res);
  if (session) trace.session = session;
  else trace.sid = sid;
}

/** The browser gave no cookie back: a window of its own is the way, and where it failed too, words. */
function withoutCookie(core: LtiCore, res: Response, code: CodeContents): void {
  const { locale, platformOrigin } = code;
  if (code.top) {
    const reference = referenceOf(res);
    core.logger.warn({ reference }, 'the browser keeps no cookie');
    const result = 'cookies_refused';
    core.counters.withoutCookie?.(result);
    core.journal?.note(launchTrace(res), { result, reference, phase: 'enter' });
    sendPage(
      res,
      403,
      core.pages.cookiesRefused({ locale, ...helpDesk(core, res) }),
      platformOrigin,
    );
    return;
  }
  const continuation = core.codes.issue('continuation', code);
  sendPage(res, 200, core.pages.newWindow({ locale, continuation }), platformOrigin);
}

/** The cookie's browser is the one that launched, or carries the same person by another launch. */
async function isOfBrowser(core: LtiCore, code: CodeContents, token: string): Promise<boolean> {
  if (sha256(token) === code.browserHash) return true;
  return code.session === null
    ? core.sessions.adopt(code.sid, code.browserHash, token)
    : core.sessions.isTokenOf(code.session.personId, token);
}

/**
 * GET /app/enter?code=… : the launch's one-time code is exchanged for the session and the clean
 * address of a page, if the browser shows the cookie that the launch set. The code alone opens
 * nothing: the cookie is never set from an address, or who sees the address within the minute would be
 * signed in. A session that the code carries is written under its id, which can be done once.
 */
export async function enterByCode(core: LtiCore, req: Request, res: Response): Promise<void> {
  const { code } = fieldsOf(queryOf(req.originalUrl), ['code']);
  if (code === undefined) throw new LaunchRefused('form_malformed', 'no code');
  const value = core.codes.read('code', code);
  remember(res, value);
  const token = browserTokenOf(req, core.config.publicUrl);
  if (value.session === null || token === null) await core.codes.use(code);
  if (token === null) {
    withoutCookie(core, res, value);
    return;
  }
  if (!(await isOfBrowser(core, value, token))) {
    throw new LaunchRefused('binding_wrong', 'the code is of another browser');
  }
  if (value.session !== null && !(await core.sessions.store(value.session, token))) {
    throw new LaunchRefused('code', 'used before');
  }
  sendOn(res, `/app/${value.sid}/${value.path}`);
}

/** The cookie of the window that the continuation goes on in. */
async function tokenOfWindow(core: LtiCore, req: Request, code: CodeContents): Promise<string> {
  const shown = browserTokenOf(req, core.config.publicUrl);
  if (code.session !== null) return core.sessions.tokenFor(code.session.personId, shown);
  const moved = await core.sessions.move(code.sid, code.browserHash, shown);
  if (moved === null) throw new LaunchRefused('session_gone');
  return moved.browserToken;
}

/**
 * POST /app/open: the button «Открыть в новом окне». Sets the cookie where it holds, and goes on to
 * the same place. Only a form of ours may send it: else a stranger's session could be put upon
 * somebody.
 */
export async function openInWindow(core: LtiCore, req: Request, res: Response): Promise<void> {
  const { publicUrl } = core.config;
  const { continuation } = await readForm(req, ['continuation']);
  if (continuation === undefined || !isSameOrigin(req, publicUrl)) {
    throw new LaunchRefused('form_malformed', 'no continuation of ours');
  }
  const value = core.codes.read('continuation', continuation);
  remember(res, value);
  await core.codes.use(continuation);
  const token = await tokenOfWindow(core, req, value);
  setBrowserCookie(res, publicUrl, token);
  const next = { ...value, browserHash: sha256(token), top: true };
  sendOn(res, `/app/enter?code=${core.codes.issue('code', next)}`);
}
