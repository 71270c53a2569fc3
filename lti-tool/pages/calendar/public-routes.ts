import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { AppError } from '../../../shared/errors.js';
import type { Attempts } from '../../web/attempts.js';
import type { ShellDeps } from '../../web/deps.js';
import { calendarText } from './ics.js';

const TOKEN = /^([\w-]{22})\.ics$/;
/** A program that came too often comes again after so many seconds. */
const LATER = 3600;

function headers(res: Response): void {
  // Kept by the program that asked alone, and asked for anew each time.
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('X-Robots-Tag', 'noindex, nofollow');
  res.setHeader('Referrer-Policy', 'no-referrer');
}

const refuse = (res: Response, status: 404 | 429): void => {
  if (status === 429) res.setHeader('Retry-After', String(LATER));
  res
    .status(status)
    .type('text/plain')
    .send(status === 404 ? 'Not found\n' : 'Too many requests\n');
};

/** Whether the program has this very answer already (RFC 9110 §13.1.2). */
const has = (req: Request, etag: string): boolean =>
  (req.headers['if-none-match'] ?? '')
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');

/**
 * `/calendar/<token>.ics`: a person's meetings for their calendar program. Without a session: who has the
 * address reads it. An address that is not there costs a try of the network it is asked from, so none is
 * guessed; one that is there may be read some times an hour.
 */
export function publicCalendarRoutes(shell: ShellDeps, attempts: Attempts): Router {
  const { api, i18n, config } = shell;
  const system = api.as({ kind: 'system', name: 'calendar-feed' });
  const router = Router();
  router.get('/calendar/:file', async (req, res) => {
    headers(res);
    const token = TOKEN.exec(String(req.params['file'] ?? ''))?.[1];
    if (attempts.isSpent(req)) return refuse(res, 429);
    // Only what is not there costs a try: programs that read what is there come by the thousand from one network.
    const unknown = async () => refuse(res, (await attempts.take(req)) ? 404 : 429);
    if (token === undefined) return unknown();
    let text: string;
    try {
      const feed = await system.readCalendarFeed({ token });
      text = calendarText(i18n.translator('ru'), feed, config.publicUrl);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'not_found') return unknown();
      if (error.code !== 'too_many') throw error;
      return refuse(res, 429);
    }
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    res.setHeader('ETag', etag);
    if (has(req, etag)) return void res.status(304).end();
    res.setHeader('Content-Disposition', 'inline; filename="meetings.ics"');
    res.type('text/calendar; charset=utf-8').send(text);
  });
  return router;
}
