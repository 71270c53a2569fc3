import { systemClock } from '../shared/clock.js';
import { connectDb } from '../shared/db/connect.js';
import { migrateUp } from '../shared/db/migrate.js';
import { createLogger } from '../shared/logger.js';
import { listen, stopOnSignals } from '../shared/server.js';
import { startProblem } from '../shared/start-problem.js';
import { serviceTokenKey } from './api/token.js';
import { createServiceApp } from './app.js';
import { readServiceConfig } from './config.js';
import { createMentoring, diskShelf } from './index.js';

/** Runs the service alone, for the split shape (`SERVICE_URL` of the tool points here). */
async function main(): Promise<void> {
  const config = readServiceConfig(process.env);
  const logger = createLogger(config.LOG_LEVEL);
  const db = connectDb(config.DATABASE_URL);
  if (config.MIGRATE_ON_START) await migrateUp(db, config.DATABASE_URL);
  const files = diskShelf(config.FILES_DIR);
  const mentoring = createMentoring({
    db,
    clock: systemClock,
    logger,
    files,
    meetingFileMb: config.MEETING_FILE_MB,
  });
  const secrets = [config.SECRET_KEY, config.SECRET_KEY_PREVIOUS].filter((s) => s !== undefined);
  const app = createServiceApp({ db, logger, mentoring, tokenKeys: secrets.map(serviceTokenKey) });
  const server = await listen(app, config.PORT, config.HOST);
  logger.info({ port: config.PORT }, 'mentoring service is listening');
  stopOnSignals(logger, async () => {
    await server.close();
    await db.destroy();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});
