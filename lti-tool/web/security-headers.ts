import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

type Headers = readonly (readonly [name: string, value: string])[];

/** What a middleware sets that says the same of every request. */
function headersOf(
  middleware: (req: IncomingMessage, res: ServerResponse, next: () => void) => void,
): Headers {
  const headers = new Map<string, string>();
  const noted = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  middleware({} as IncomingMessage, noted as unknown as ServerResponse, () => undefined);
  return [...headers];
}

/**
 * Headers of every answer. The policy for content and frames is set apart (`setContentPolicy`), as
 * it depends on the LMS. Referrer-Policy must not be `no-referrer`: browsers would then send
 * `Origin: null` with our own forms.
 */
export function baseHeaders(publicUrl: string): RequestHandler {
  const headers = headersOf(
    helmet({
      contentSecurityPolicy: false,
      frameguard: false,
      crossOriginOpenerPolicy: false,
      crossOriginResourcePolicy: false,
      referrerPolicy: { policy: 'same-origin' },
      // Of browsers that are no more, or saying what is so anyway: five lines of every answer for nothing.
      dnsPrefetchControl: false,
      ieNoOpen: false,
      originAgentCluster: false,
      permittedCrossDomainPolicies: false,
      xssFilter: false,
      strictTransportSecurity: publicUrl.startsWith('https:'),
    }),
  );
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

const ORIGIN = /^https?:\/\/(?:\*\.)?[a-z0-9.:[\]-]+$/i;

/**
 * The origins of a list separated by spaces, the LMS's own first; `*.` stands for the hosts below
 * another. Empty when one of them is no origin.
 */
export function originsOf(list: string): string[] {
  const origins = list.split(' ');
  return origins.every((one) => ORIGIN.test(one)) ? origins : [];
}

/**
 * Content-Security-Policy of a page: nothing inline, nothing foreign; frames only in ourselves and
 * in the LMS of the session, whose origin forms may also be sent to (answers to deep linking).
 * @param platformOrigin origins that frame us, separated by spaces, the LMS's own first; null: the page may not be framed by anybody else; `any`: an error page
 *   without data, shown where nobody knows any more in which LMS's frame it stands
 */
export function setContentPolicy(res: Response, platformOrigin: string | null | 'any'): void {
  const origins = platformOrigin === null ? [] : originsOf(platformOrigin);
  const framing = ["'self'", ...origins].join(' ');
  setPolicy(res, origins[0] ?? null, platformOrigin === 'any' ? null : framing);
}

/** The policy of pages that stand in no frame at all, also not in one of ours. */
export function setTopLevelPolicy(res: Response): void {
  setPolicy(res, null, "'none'");
  res.setHeader('X-Frame-Options', 'DENY');
}

function setPolicy(res: Response, formOrigin: string | null, framing: string | null): void {
  const lms = formOrigin === null ? '' : ` ${formOrigin}`;
  res.setHeader(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "object-src 'none'",
      `form-action 'self'${lms}`,
      ...(framing === null ? [] : [`frame-ancestors ${framing}`]),
    ].join('; '),
  );
}
