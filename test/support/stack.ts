import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoLms, startDemoLms } from '../../demo/lms/index.js';
import { connectDemo, fillDemo } from '../../demo/register.js';
import { composeTool, type Tool } from '../../lti-tool/compose.js';
import { loadConfig } from '../../lti-tool/config.js';
import { serviceTokenKey } from '../../service/api/token.js';
import { createServiceApp } from '../../service/app.js';
import { createMentoring, diskShelf } from '../../service/index.js';
import { type Clock, systemClock } from '../../shared/clock.js';
import { connectDb } from '../../shared/db/connect.js';
import { createLogger, type Logger } from '../../shared/logger.js';
import { listen } from '../../shared/server.js';
import { selfSigned } from './certificate.js';
import { type DatabaseKind, freshDatabase } from './databases.js';
import { freePort } from './free-port.js';
import { startTlsFront } from './tls-front.js';

const SECRET = 'a secret of the tests, long enough for the configuration';

export interface StackOptions {
  database?: DatabaseKind;
  /** `one`: tool and service in one process; `split`: the service spoken to over HTTP. */
  shape?: 'one' | 'split';
  /** The demo college's year of data; without it the first launch meets the set-up. */
  seed?: boolean;
  clock?: Clock;
  /** Names under which browsers know the two (to be mapped to this machine); 127.0.0.1 by default. */
  hosts?: { tool: string; lms: string };
  /** True: both stand behind a proxy with TLS and a certificate that nobody vouches for. */
  tls?: boolean;
  logger?: Logger;
  /** Further variables of the tool's environment. */
  env?: Readonly<Record<string, string>>;
}

/** Tool, service and demo LMS, listening on free ports of this machine. */
export interface Stack {
  toolUrl: string;
  lms: DemoLms;
  tool: Tool;
  databaseUrl: string;
  /** Where the bytes of files are. */
  filesDir: string;
  close(): Promise<void>;
}

/** The shapes in which the same tests run. */
export const SHAPES: readonly ('one' | 'split')[] = ['one', 'split'];

async function startService(databaseUrl: string, clock: Clock, filesDir: string) {
  const logger = createLogger('silent');
  const db = connectDb(databaseUrl);
  const files = diskShelf(filesDir);
  const mentoring = createMentoring({ db, clock, logger, files });
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

const THIS_MACHINE = { tool: '127.0.0.1', lms: '127.0.0.1' };

/** Where tool and LMS listen, and how browsers reach them. */
async function openAddresses({ hosts = THIS_MACHINE, tls = false }: StackOptions) {
  const ports = { tool: await freePort(), lms: await freePort() };
  if (!tls) {
    const url = (who: 'tool' | 'lms') => `http://${hosts[who]}:${ports[who]}`;
    return { ports, urls: { tool: url('tool'), lms: url('lms') }, close: async () => undefined };
  }
  const certificate = selfSigned([hosts.tool, hosts.lms]);
  const fronts = {
    tool: await startTlsFront(certificate, ports.tool),
    lms: await startTlsFront(certificate, ports.lms),
  };
  const url = (who: 'tool' | 'lms') => `https://${hosts[who]}:${fronts[who].port}`;
  return {
    ports,
    urls: { tool: url('tool'), lms: url('lms') },
    close: async () => {
      await Promise.all([fronts.tool.close(), fronts.lms.close()]);
    },
  };
}

/** Starts everything on a fresh database; `close()` takes it all away again. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { database = 'sqlite', shape = 'one', seed = false, clock = systemClock } = options;
  const data = await freshDatabase(database);
  const filesDir = mkdtempSync(join(tmpdir(), 'nastavnik-files-'));
  const service = shape === 'split' ? await startService(data.url, clock, filesDir) : null;
  const { ports, urls, close: closeAddresses } = await openAddresses(options);
  const config = loadConfig({
    PUBLIC_URL: urls.tool,
    PORT: String(ports.tool),
    DATABASE_URL: data.url,
    SECRET_KEY: SECRET,
    FILES_DIR: filesDir,
    MIGRATE_ON_START: 'true',
    ALLOW_PRIVATE_PLATFORMS: 'true',
    NODE_ENV: 'test',
    ...(service ? { SERVICE_URL: service.url } : {}),
    ...options.env,
  });
  const logger = options.logger ?? createLogger(process.env['LOG_LEVEL'] ?? 'silent');
  const tool = await composeTool(config, { clock, logger });
  const server = await listen(tool.app, ports.tool, '127.0.0.1');
  const lms = await startDemoLms({
    port: ports.lms,
    publicUrl: urls.lms,
    quiet: true,
    toolUrl: urls.tool,
    clock: () => clock.now(),
  });
  const registered = await connectDemo(tool, lms, urls.tool);
  if (options.hosts) {
    // Only browsers know the names: the tool fetches the keys by the machine's own address.
    const jwksUri = `http://127.0.0.1:${ports.lms}/mod/lti/certs.php`;
    await tool.platforms.update(registered.platform.platformId, { jwksUri });
  }
  if (seed) await fillDemo(tool, lms, registered, clock);
  tool.scheduler.start();
  return {
    toolUrl: urls.tool,
    lms,
    tool,
    databaseUrl: data.url,
    filesDir,
    async close() {
      await closeAddresses();
      await server.close();
      await lms.close();
      await tool.close();
      await service?.close();
      await data.drop();
      rmSync(filesDir, { recursive: true, force: true });
    },
  };
}
