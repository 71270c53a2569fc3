import { join } from 'node:path';
import { composeTool, type Tool } from '../lti-tool/compose.js';
import { loadConfig } from '../lti-tool/config.js';
import { createLogger } from '../shared/logger.js';
import { listen, type RunningServer, stopOnSignals } from '../shared/server.js';
import { startProblem } from '../shared/start-problem.js';
import { prepareDataFolder } from './data-folder.js';
import { type DemoLms, startDemoLms } from './lms/index.js';
import { connectDemo, demoInvite, fillDemo } from './register.js';
import { rememberAddress, trialEnv, trialFolder } from './trial-env.js';

function port(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new Error(
    `${name} must be a port number, it is ${process.env[name]}. / ${name}: нужен номер порта.`,
  );
}

function tell(toolUrl: string, lmsUrl: string, invite: string): void {
  process.stdout.write(`
  Наставник запущен. Откройте демонстрационную LMS и выберите, кем войти:
  Nastavnik is running. Open the demo LMS and pick a person:

      ${lmsUrl}

  Инструмент / the tool:              ${toolUrl}
  REST API / its documentation:       ${toolUrl}/api/v1/
  Адрес регистрации для LMS (24 часа, один раз) / registration address for an LMS (24 hours, once):
      ${invite}

  Остановить / to stop: Ctrl-C

`);
}

async function start(): Promise<() => Promise<void>> {
  const toolPort = port('PORT', 8080);
  const lmsPort = port('DEMO_LMS_PORT', 8090);
  const folder = trialFolder();
  prepareDataFolder(folder);
  const toolUrl = process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${toolPort}`;
  const config = loadConfig({
    ...trialEnv(folder, toolUrl),
    LOG_LEVEL: 'warn',
    ...process.env,
    PUBLIC_URL: toolUrl,
    PORT: String(toolPort),
    MIGRATE_ON_START: 'true',
  });
  const logger = createLogger(config.logLevel);
  let tool: Tool | null = null;
  let server: RunningServer | null = null;
  let lms: DemoLms | null = null;
  const stop = async () => {
    await server?.close();
    await lms?.close();
    await tool?.close();
  };
  try {
    tool = await composeTool(config, { logger });
    server = await listen(tool.app, toolPort, config.host);
    lms = await startDemoLms({
      port: lmsPort,
      statePath: join(folder, 'demo-lms.json'),
      toolUrl,
      quiet: true,
    });
    await fillDemo(tool, lms, await connectDemo(tool, lms, toolUrl));
    rememberAddress(folder, toolUrl);
    tool.scheduler.start();
    tell(toolUrl, lms.url, await demoInvite(tool, toolUrl));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

process.on('unhandledRejection', (error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
});

start().then(
  (stop) => stopOnSignals(createLogger('silent'), stop),
  (error: unknown) => {
    process.stderr.write(`${startProblem(error)}\n`);
    process.exit(1);
  },
);
