import type { Request, RequestHandler, Response } from 'express';
import { newId } from '../../shared/ids.js';
import { requestIdOf } from '../web/access-log.js';
import { originsOf } from '../web/security-headers.js';
import { sendHtml } from '../web/send-html.js';
import type { LtiCore } from './deps.js';
import { launchTrace, type Phase } from './journal/launch-trace.js';
import { type LtiLocale, localeOf, localeOfBrowser } from './locale.js';
import { LaunchRefused, REFUSALS } from './refusals.js';

/**
 * Headers of the pages of the launch. They may stand in a frame of an LMS that is not known yet, or
 * whose word is not proven: without `platformOrigin` no ancestor is forbidden, which is harmless
 * where a page shows no data and offers nothing but to go on.
 */
function setHeaders(res: Response, platformOrigin?: string): void {
  res.setHeader('Cache-Control', 'no-store');
  const origins = platformOrigin === undefined ? [] : originsOf(platformOrigin);
  const framed = origins.length > 0 ? [`frame-ancestors 'self' ${origins.join(' ')}`] : [];
  res.setHeader(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      ...framed,
    ].join('; '),
  );
}

export function sendPage(
  res: Response,
  status: number,
  html: string,
  platformOrigin?: string,
): void {
  setHeaders(res, platformOrigin);
  sendHtml(res, html, status);
}

/** 303 to an address of ours: whatever was posted is not posted again. */
export function sendOn(res: Response, path: string): void {
  setHeaders(res);
  res.writeHead(303, { Location: path, 'Content-Length': '0' }).end();
}

/** The number that stands on the page and in the log. */
export function referenceOf(res: Response): string {
  const { locals } = res;
  locals['reference'] ??= requestIdOf(res) || newId().slice(-12);
  return String(locals['reference']);
}

/** What an error page says besides, to be passed on to who helps. */
export const helpDesk = (core: LtiCore, res: Response) => ({
  reference: referenceOf(res),
  host: new URL(core.config.publicUrl).host,
  tool: core.config.publicUrl,
  at: core.clock.now(),
});

export const acceptedLocale = (req: Request) => localeOf(null, req.headers['accept-language']);

/** What was asked for, else what the LMS said of the person where that was proven. */
const refusalLocale = (req: Request, res: Response): LtiLocale =>
  localeOfBrowser(req.headers['accept-language']) ?? launchTrace(res).proven?.locale ?? 'ru';

const PHASES: Readonly<Record<string, Phase>> = { '/lti/login': 'login', '/lti/launch': 'launch' };

function journalRefusal(core: LtiCore, req: Request, res: Response, refused: LaunchRefused | null) {
  if (req.path === '/lti/jwks') return;
  const ended = {
    result: refused?.reason ?? ('internal' as const),
    cause: refused?.detail ?? '',
    reference: referenceOf(res),
    phase: PHASES[req.path] ?? ('enter' as const),
    platformId: refused?.platformId ?? null,
  };
  core.journal?.note(launchTrace(res), ended);
}

function refuse(core: LtiCore, req: Request, res: Response, error: unknown): void {
  const refused = error instanceof LaunchRefused ? error : null;
  const reason = refused?.reason ?? 'internal';
  const { status, mender } = REFUSALS[reason];
  const reference = referenceOf(res);
  journalRefusal(core, req, res, refused);
  core.counters.launchFailed(reason);
  const cause =
    error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  const facts = { reference, path: req.path, reason, detail: refused?.detail ?? '', cause };
  if (refused) core.logger.warn(facts, 'launch refused');
  else core.logger.error({ ...facts, err: error }, 'launch failed');
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendPage(
    res,
    status,
    core.pages.refused({
      locale: refusalLocale(req, res),
      reason,
      mender,
      ...helpDesk(core, res),
    }),
  );
}

/** A route of the launch: whatever is thrown becomes our page, and nothing ends the process. */
export function ltiRoute(
  core: LtiCore,
  handler: (req: Request, res: Response) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    try {
      await handler(req, res);
    } catch (error) {
      refuse(core, req, res, error);
    }
  };
}
