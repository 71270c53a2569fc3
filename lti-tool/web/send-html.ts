import type { Response } from 'express';

/**
 * Answers with a whole page. Express's `send` would work out charset and length anew and look for a
 * page that the browser may have kept, which none of ours is (`no-store`).
 * @param html text, or UTF-8 bytes
 */
export function sendHtml(res: Response, html: string | Buffer, status = 200): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(html);
}
