import express, { type Express, type RequestHandler, Router } from 'express';
import { pageRouters } from '../pages/index.js';
import { accessLog } from './access-log.js';
import { createAssets } from './assets.js';
import { bySegment } from './by-segment.js';
import { createPage } from './context.js';
import type { ShellDeps, ToolAppDeps } from './deps.js';
import { errorPage, notFoundPage } from './errors.js';
import { createFlashCookies } from './flash.js';
import { createHelpCounter } from './help-count.js';
import { createI18n } from './i18n.js';
import { inOrder } from './in-order.js';
import { createRenderer } from './render.js';
import { createRenderedPages } from './rendered-pages.js';
import { baseHeaders } from './security-headers.js';
import { csrfCheck, discardedDraft, formBody, sessionMiddleware } from './session-middleware.js';
import { createUnreadCounter } from './unread-count.js';

/** Makes what the shell shares between pages; apart, so that tests can use it without the app. */
export function createShell(deps: ToolAppDeps): ShellDeps {
  return {
    ...deps,
    i18n: createI18n(),
    render: createRenderer({ cache: process.env['NODE_ENV'] !== 'development' }),
    assets: createAssets(),
    flashes: createFlashCookies({
      sealer: deps.sealer,
      publicUrl: deps.config.publicUrl,
      clock: deps.clock,
    }),
    helpCount: createHelpCounter(),
    unreadCount: createUnreadCounter(),
    rendered: createRenderedPages(),
  };
}

function probes(deps: ToolAppDeps): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const checks = await deps.readiness();
    const ready = Object.values(checks).every(Boolean);
    res.status(ready ? 200 : 503).json({ ready, checks });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
  return router;
}

/** The pages below `/app/:sid`: body, session and CSRF first, then one router a feature. */
function sessionPages(shell: ShellDeps): RequestHandler {
  return inOrder(
    formBody,
    sessionMiddleware(shell),
    csrfCheck(shell),
    discardedDraft(shell),
    bySegment([...pageRouters(shell, createPage(shell)), ...(shell.sessionRouters ?? [])]),
  );
}

/**
 * The tool's web application. The LTI routes come before any body parser, which ltijs does not
 * bear; errors of all of them end at one page.
 */
export function createToolApp(deps: ToolAppDeps): Express {
  const shell = createShell(deps);
  const app = express();
  app.disable('x-powered-by');
  // Pages are never stored (no-store), so hashing each of them would be for nothing.
  app.disable('etag');
  app.set('query parser', 'simple');
  // Whose address a request has is the word of a proxy on this machine or its own network only.
  app.set('trust proxy', 'loopback, linklocal, uniquelocal');
  app.use(
    inOrder(
      accessLog(deps),
      baseHeaders(deps.config.publicUrl),
      bySegment([...(deps.ltiRouters ?? []), ...(deps.publicRouters ?? []), probes(deps)]),
    ),
  );
  app.use('/app/:sid', sessionPages(shell));
  app.use('/public', shell.assets.router);
  if (deps.apiRouter) app.use('/api/v1', deps.apiRouter);
  app.use(notFoundPage(shell));
  app.use(errorPage(shell));
  return app;
}
