import { type Request, type Response, Router } from 'express';
import type { Clock } from '../../shared/clock.js';
import { newId } from '../../shared/ids.js';
import type { Logger } from '../../shared/logger.js';
import { requestIdOf } from '../web/access-log.js';
import { setContentPolicy } from '../web/security-headers.js';
import { type LtiLocale, localeOf } from './locale.js';
import type { HelpDeskFacts } from './pages.js';
import { isSharedIssuer } from './platforms/index.js';
import type { Mender } from './refusals.js';
import type { Registration, RegistrationRequest } from './registration.js';
import {
  REGISTRATION_REFUSALS,
  type RegistrationRefusal,
  RegistrationRefused,
} from './registration-refusals.js';

/** The pages of a registration; each function returns a whole HTML document. */
export interface RegistrationPages {
  /** All is done: tells the LMS to close the window, and people what comes next. */
  /** @param view.productFamily what the LMS called itself; what is left to do there depends on it */
  done(view: { locale: LtiLocale; host: string; productFamily: string | null }): string;
  refused(view: RefusedRegistration): string;
}

export interface RefusedRegistration extends Omit<HelpDeskFacts, 'tool'> {
  locale: LtiLocale;
  reason: RegistrationResult;
  mender: Mender;
}

/** How a registration can end, besides well. */
export type RegistrationResult = RegistrationRefusal | 'internal';

const LONGEST = 8000;

/** One text parameter; absent, repeated or overlong: null. */
function parameter(req: Request, name: string): string | null {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : null;
}

/** What may be sent as a bearer token (RFC 6750 §2.1, read generously). */
const BEARER = /^[!-~]+$/;

function requestOf(req: Request): RegistrationRequest {
  const invite = parameter(req, 'invite');
  if (invite === null) throw new RegistrationRefused('invite_missing');
  const token = parameter(req, 'registration_token');
  if (token !== null && !BEARER.test(token)) throw new RegistrationRefused('parameters', 'token');
  return {
    invite,
    openidConfiguration: parameter(req, 'openid_configuration') ?? '',
    registrationToken: token,
  };
}

/**
 * The LMS shows the registration in a window or frame of its own pages. Of a cloud whose configuration
 * lies at one host for all, the customer's host is not known (Canvas), and anybody may frame the page:
 * there is nothing on it to press.
 */
function frameOrigin(req: Request): string | null | 'any' {
  const address = parameter(req, 'openid_configuration') ?? '';
  if (!URL.canParse(address)) return null;
  const { origin } = new URL(address);
  return isSharedIssuer(origin) ? 'any' : origin;
}

/** `GET /lti/register`: dynamic registration with an invite (lti.md §1, §4). */
export function registrationRoutes(deps: {
  registration: Registration;
  pages: RegistrationPages;
  logger: Logger;
  clock: Clock;
  publicUrl: string;
  /** Called with how each request ended. */
  count?: (result: 'ok' | RegistrationResult) => void;
}): Router {
  const { registration, pages, logger, clock } = deps;
  const { host } = new URL(deps.publicUrl);

  function refuse(res: Response, locale: LtiLocale, error: unknown): void {
    const reference = requestIdOf(res) || newId().slice(-12);
    const known = error instanceof RegistrationRefused ? error : null;
    if (known) {
      const { reason, detail } = known;
      logger.warn({ requestId: reference, reason, detail }, 'a registration was refused');
    } else logger.error({ err: error, requestId: reference }, 'a registration failed');
    const reason: RegistrationResult = known?.reason ?? 'internal';
    const { status, mender } = known
      ? REGISTRATION_REFUSALS[known.reason]
      : { status: 500, mender: 'operator' as const };
    deps.count?.(reason);
    const view = { locale, reason, mender, reference, host, at: clock.now() };
    res.status(status).type('html').send(pages.refused(view));
  }

  const router = Router();
  router.get('/lti/register', async (req, res) => {
    const locale = localeOf(null, req.get('accept-language'));
    setContentPolicy(res, frameOrigin(req));
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Referrer-Policy', 'no-referrer');
    try {
      const platform = await registration.register(requestOf(req));
      deps.count?.('ok');
      const { issuer, productFamily } = platform;
      res.type('html').send(pages.done({ locale, host: new URL(issuer).host, productFamily }));
    } catch (error) {
      refuse(res, locale, error);
    }
  });
  return router;
}
