import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Db } from '../shared/db/connect.js';
import { pendingMigrations } from '../shared/db/migrate.js';
import type { Logger } from '../shared/logger.js';
import { fromRoot } from '../shared/root.js';
import { createApiRouter } from './http/router.js';
import type { Mentoring } from './index.js';

export interface ServiceAppDeps {
  db: Db;
  logger: Logger;
  mentoring: Mentoring;
  tokenKeys: readonly Uint8Array[];
}

/** The service alone as an Express app: the API, its documentation, and whether it is well. */
export function createServiceApp(deps: ServiceAppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  // The policy for content is the router's: helmet's own would ask plain-http installations for https.
  app.use(helmet({ contentSecurityPolicy: false }));
  app.get('/healthz', (_req, res) => {
    res.json({ alive: true });
  });
  app.get('/readyz', async (_req, res) => {
    const ready = await isReady(deps.db);
    res.status(ready ? 200 : 503).json({ ready });
  });
  app.use(
    '/public/vendor/bootstrap.min.css',
    express.static(fromRoot('node_modules/bootstrap/dist/css/bootstrap.min.css')),
  );
  app.use('/public', express.static(fromRoot('public')));
  app.use('/api/v1', createApiRouter(deps));
  return app;
}

/** Ready: the database answers and no migration is missing. */
export async function isReady(db: Db): Promise<boolean> {
  try {
    return (await pendingMigrations(db)).length === 0;
  } catch {
    return false;
  }
}
