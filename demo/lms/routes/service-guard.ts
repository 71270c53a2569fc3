import type { Request, RequestHandler, Response } from 'express';
import { ServiceRefused } from '../grades.js';
import type { Course, Tool } from '../model.js';
import { findCourse, findTool, type Platform, seconds } from '../platform.js';

/** The body of a service error, with the fields that Moodle 4.5.6 gives. */
export function serviceError(
  request: Request,
  response: Response,
  status: number,
  reason: string,
): void {
  response
    .status(status)
    .type('application/json')
    .send(
      JSON.stringify({
        status,
        reason,
        request: {
          method: request.method,
          url: request.originalUrl,
          accept: request.headers.accept ?? '',
          contentType: request.headers['content-type'] ?? '',
        },
      }),
    );
}

/** While the grade service is switched off, everything behind this answers 503 (or what the test asked for). */
export function refuseWhileOff(platform: Platform): RequestHandler {
  return (request, response, next) => {
    if (platform.state.gradeService) {
      next();
      return;
    }
    const { status, retryAfter } = platform.outage;
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    serviceError(request, response, status, 'Service Unavailable');
  };
}

/** Checks the bearer token against the scopes and the tool. Throws 401 as Moodle does for any fault of it. */
export function requireTool(
  platform: Platform,
  request: Request,
  typeId: number,
  accepted: string[],
): Tool {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  const token = platform.state.accessTokens.find(
    (one) => one.token === value && one.expiresAt > seconds(platform),
  );
  const tool = token && findTool(platform, token.toolId);
  const fits = token?.scopes.some((scope) => accepted.includes(scope)) && tool?.id === typeId;
  if (scheme !== 'Bearer' || !tool || !fits) throw new ServiceRefused(401, 'Unauthorized');
  return tool;
}

export function requireServiceCourse(platform: Platform, id: string | undefined): Course {
  const course = findCourse(platform, Number(id));
  if (!course) throw new ServiceRefused(404, `Not Found: Course ${id} doesn't exist.`);
  return course;
}

/**
 * Moodle 4.5.6, observed: the header is compared as it stands; what no handler takes is refused with 400.
 * `any`: whether an open Accept header (none, or with the any type) is taken.
 */
export function requireFormat(
  request: Request,
  header: 'accept' | 'content-type',
  format: string,
  any = false,
): void {
  const value = request.headers[header] ?? '';
  const open = value === '' || (any && value.includes('*/*'));
  const fits =
    header === 'accept'
      ? value.split(/[,;]/).some((one) => one.trim() === format)
      : value === format;
  if (!fits && !(header === 'accept' && open)) {
    throw new ServiceRefused(400, `No handler found for ${request.path} ${value}`);
  }
}
