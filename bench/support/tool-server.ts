import ejs from 'ejs';
import { Router } from 'express';
import { composeTool } from '../../lti-tool/compose.js';
import { loadConfig } from '../../lti-tool/config.js';
import { createLogger } from '../../shared/logger.js';
import { listen, stopOnSignals } from '../../shared/server.js';

const BARE =
  '<!doctype html><html lang="ru"><head><title><%= title %></title></head><body><h1><%= title %></h1></body></html>';

/** What the pages are measured against: an EJS page of the same Express application, with nothing to do. */
function barePage(): Router {
  const template = ejs.compile(BARE);
  const router = Router();
  router.get('/bench/bare', (_req, res) => {
    res.type('html').send(template({ title: 'Наставник' }));
  });
  return router;
}

// The tool as it runs in production (one process), and the bare page beside its own pages.
const config = loadConfig(process.env);
const tool = await composeTool(config, {
  logger: createLogger(config.logLevel),
  extend: { publicRouters: [barePage()] },
});
const server = await listen(tool.app, config.port, config.host);
stopOnSignals(createLogger('silent'), async () => {
  await server.close();
  await tool.close();
});
process.on('message', () => process.send?.(process.cpuUsage()));
process.send?.('ready');
// The benchmark ended, however it did.
process.on('disconnect', () => process.exit(0));
