import type { Request, RequestHandler, Response } from 'express';

import type { Logger } from '../../shared/logger.js';
import { someRandomBytes } from '../../shared/seal.js';
import type { Metrics } from './metrics.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** What a token of a personal link looks like, wherever it stands. */
const TOKEN_PART = /(?<=\/)[\w-]{22}(?=\/|$)/g;

/** A path for the log: without query, the session's id and what names a personal link or a calendar masked. */
export function loggedPath(path: string): string {
  return path
    .replace(/^\/app\/(?!enter(?:\/|$))[^/]+/, '/app/:sid')
    .replace(/^\/+calendar\/+[^/]+/i, '/calendar/:token')
    .replace(/\/(links?)\/+[^/]+/i, (_all, kind: string) => `/${kind.toLowerCase()}/:link`)
    .replace(TOKEN_PART, ':token');
}

/** A path as a label of the figures: no ids at all. What met no route is one label. */
function routeLabel(req: Request, res: Response): string {
  if (req.originalUrl.startsWith('/public/')) return '/public';
  if (res.statusCode === 404 || req.route === undefined) return 'other';
  return loggedPath(req.originalUrl.split('?')[0] as string).replace(UUID, ':id');
}

/** The number under which a request stands in the log and on an error page. */
export function requestIdOf(res: Response): string {
  return String(res.locals['requestId'] ?? '');
}

/** Numbers each request, logs it when it is answered, counts it. */
export function accessLog(deps: { logger: Logger; metrics: Metrics }): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.locals['requestId'] = someRandomBytes(6).toString('hex');
    res.setHeader('X-Request-Id', requestIdOf(res));
    res.on('finish', () => {
      const ms = performance.now() - started;
      const labels = {
        method: req.method,
        route: routeLabel(req, res),
        status: String(res.statusCode),
      };
      deps.metrics.httpSeconds.observe(labels, ms / 1000);
      if (labels.route === '/public' || !deps.logger.isLevelEnabled('info')) return;
      deps.logger.info(
        {
          requestId: requestIdOf(res),
          method: req.method,
          path: loggedPath(req.originalUrl.split('?')[0] as string),
          status: res.statusCode,
          ms: Math.round(ms * 10) / 10,
        },
        'request',
      );
    });
    next();
  };
}
