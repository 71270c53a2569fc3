import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { ServiceRefused } from '../grades.js';
import type { Platform } from '../platform.js';
import { lineItemRoutes } from './line-items.js';
import { membershipRoutes } from './memberships.js';
import { scoreRoutes } from './scores.js';
import { serviceError } from './service-guard.js';

function recordCalls(platform: Platform): RequestHandler {
  return (request, response, next) => {
    response.on('finish', () => {
      const body = typeof request.body === 'string' ? request.body : '';
      const { method, originalUrl: path } = request;
      platform.calls.push({ method, path, body, status: response.statusCode });
      if (platform.calls.length > 5000) platform.calls.shift();
    });
    next();
  };
}

/** Everything under services.php, with Moodle's shape of errors. */
export function serviceRoutes(platform: Platform): Router {
  const router = Router();
  const base = '/mod/lti/services.php';
  router.use(base, recordCalls(platform));
  router.use(membershipRoutes(platform));
  router.use(lineItemRoutes(platform));
  router.use(scoreRoutes(platform));
  router.use(base, (request: Request) => {
    throw new ServiceRefused(400, `No handler found for ${request.path}`);
  });
  router.use(base, (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof ServiceRefused)
      serviceError(request, response, error.status, error.message);
    else next(error);
  });
  return router;
}
