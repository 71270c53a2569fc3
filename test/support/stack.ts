import { type DemoLms, startDemoLms } from '../../demo/lms/index.js';
import { connectDemo, fillDemo } from '../../demo/register.js';
import { composeTool, type Tool } from '../../lti-tool/compose.js';
import { loadConfig } from '../../lti-tool/config.js';
import { serviceTokenKey } from '../../service/api/token.js';
import { createServiceApp } from '../../service/app.js';
import { createMentoring } from '../../service/index.js';
import { type Clock, systemClock } from '../../shared/clock.js';
import { connectDb } from '../../shared/db/connect.js';
import { createLogger } from '../../shared/logger.js';
import { listen } from '../../shared/server.js';
import { type DatabaseKind, freshDatabase } from './databases.js';
import { freePort } from './free-port.js';

const SECRET = 'a secret of the tests, long enough for the configuration';

export interface StackOptions {
  database?: DatabaseKind;
  /** `one`: tool and service in one process; `split`: the service spoken to over HTTP. */
  shape?: 'one' | 'split';
  /** The demo college's year of data; without it the first launch meets the set-up. */
  seed?: boolean;
  clock?: Clock;
}

/** Tool, service and demo LMS, listening on free ports of this machine. */
export interface Stack {
  toolUrl: string;
  lms: DemoLms;
  tool: Tool;
  databaseUrl: string;
  close(): Promise<void>;
}

/** The shapes in which the same tests run. */
export const SHAPES: readonly ('one' | 'split')[] = ['one', 'split'];

async function startService(databaseUrl: string, clock: Clock) {
  const logger = createLogger('silent');
  const db = connectDb(databaseUrl);
  const mentoring = createMentoring({ db, clock, logger });
  const app = createServiceApp({ db, logger, mentoring, tokenKeys: [serviceTokenKey(SECRET)] });
  const server = await listen(app, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${server.port}`,
    async close() {
      await server.close();
      await db.destroy();
    },
  };
}

/** Starts everything on a fresh database; `close()` takes it all away again. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { database = 'sqlite', shape = 'one', seed = false, clock = systemClock } = options;
  const data = await freshDatabase(database);
  const service = shape === 'split' ? await startService(data.url, clock) : null;
  const port = await freePort();
  const toolUrl = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    PUBLIC_URL: toolUrl,
    PORT: String(port),
    DATABASE_URL: data.url,
    SECRET_KEY: SECRET,
    MIGRATE_ON_START: 'true',
    ALLOW_PRIVATE_PLATFORMS: 'true',
    NODE_ENV: 'test',
    ...(service ? { SERVICE_URL: service.url } : {}),
  });
  const tool = await composeTool(config, {
    clock,
    logger: createLogger(process.env['LOG_LEVEL'] ?? 'silent'),
  });
  const server = await listen(tool.app, port, '127.0.0.1');
  const lms = await startDemoLms({ port: 0, quiet: true, toolUrl });
  const registered = await connectDemo(tool, lms, toolUrl);
  if (seed) await fillDemo(tool, lms, registered, clock);
  tool.scheduler.start();
  return {
    toolUrl,
    lms,
    tool,
    databaseUrl: data.url,
    async close() {
      await server.close();
      await lms.close();
      await tool.close();
      await service?.close();
      await data.drop();
    },
  };
}
