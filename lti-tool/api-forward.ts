import http from 'node:http';
import https from 'node:https';
import type { RequestHandler } from 'express';
import type { Logger } from '../shared/logger.js';

const TIME_LIMIT_MS = 60_000;
/** Of one hop only (RFC 9110 §7.6.1), and cookies, which are the tool's own business. */
const NOT_PASSED = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'cookie',
  'host',
]);

/**
 * Split shape: `/api/v1` of the tool's address leads to the service, for installations without a
 * proxy that does it. Streams both ways; nothing is read or kept.
 */
export function forwardApi(serviceUrl: string, logger: Logger): RequestHandler {
  const base = new URL(serviceUrl);
  const client = base.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true });
  return (req, res) => {
    const headers = Object.fromEntries(
      Object.entries(req.headers).filter(([name]) => !NOT_PASSED.has(name)),
    );
    const forward = client.request(
      new URL(`/api/v1${req.url === '/' ? '' : req.url}`, base),
      { method: req.method, headers, agent, timeout: TIME_LIMIT_MS },
      (answer) => {
        const back = Object.fromEntries(
          Object.entries(answer.headers).filter(([name]) => !NOT_PASSED.has(name)),
        );
        res.writeHead(answer.statusCode ?? 502, back as http.OutgoingHttpHeaders);
        answer.pipe(res);
      },
    );
    forward.on('timeout', () => forward.destroy(new Error('time limit')));
    forward.on('error', (error) => {
      logger.warn({ code: (error as NodeJS.ErrnoException).code }, 'the service cannot be reached');
      if (res.headersSent) res.destroy();
      else
        res.status(503).json({
          error: {
            code: 'unavailable',
            message: 'the mentoring service cannot be reached',
            problems: [],
            details: {},
          },
        });
    });
    res.on('close', () => forward.destroy());
    req.pipe(forward);
  };
}
