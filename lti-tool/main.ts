import { createLogger } from '../shared/logger.js';
import { listen, stopOnSignals } from '../shared/server.js';
import { startProblem } from '../shared/start-problem.js';
import { composeTool } from './compose.js';
import { loadConfig } from './config.js';

/** Runs the tool; without `SERVICE_URL` the mentoring service is in the same process. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);
  // A rejection that nobody waits for is a fault of ours, not a reason to end everybody's sessions.
  process.on('unhandledRejection', (error) => {
    logger.error({ err: error }, 'a rejection was not handled');
  });
  const tool = await composeTool(config, { logger });
  const server = await listen(tool.app, config.port, config.host);
  tool.scheduler.start();
  logger.info({ port: server.port, publicUrl: config.publicUrl }, 'the tool is listening');
  stopOnSignals(logger, async () => {
    await server.close();
    await tool.close();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});
