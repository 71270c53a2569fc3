import { type DemoLms, seedDemo, startDemoLms } from '../../demo/lms/index.js';
import { DEMO_COLLEGE, DEMO_COURSES } from '../../demo/register.js';
import { seedCollege } from '../../demo/seed.js';
import { courseKeyOf } from '../../lti-tool/lti/context-store.js';
import { systemClock } from '../../shared/clock.js';
import { connectDb, type Db } from '../../shared/db/connect.js';
import { type DatabaseKind, freshDatabase } from './databases.js';
import { freePort } from './free-port.js';
import { type Program, runProgram, startProgram, statusOf, until } from './program.js';

/** The secret of the spawned programs, and what the tests sign tokens with. */
export const REAL_SECRET = 'another secret of the tests, long enough for the configuration';

/** The tool as an operator runs it, in a process (or two), beside a demo LMS of this process. */
export interface RealStack {
  /** Where the tool listens. */
  origin: string;
  /** Of the split shape: where the service listens. */
  serviceUrl: string | null;
  /** What it calls itself (`PUBLIC_URL`). */
  publicUrl: string;
  lms: DemoLms;
  /** A connection of the tests' own to the same database. */
  db: Db;
  env: Readonly<Record<string, string>>;
  readonly tool: Program;
  /** Of the split shape. */
  readonly service: Program | null;
  startTool(): Promise<void>;
  startService(): Promise<void>;
  close(): Promise<void>;
}

export interface RealOptions {
  database: DatabaseKind;
  shape?: 'one' | 'split';
  publicUrl?: string;
  /** Further variables of the environment. */
  env?: Readonly<Record<string, string>>;
}

/** Registers the demo LMS with the command of the operator. */
async function register(stack: RealStack): Promise<void> {
  const { lms, publicUrl } = stack;
  let seeded = await seedDemo(lms, { toolUrl: publicUrl });
  for (const courseId of DEMO_COURSES)
    seeded = await seedDemo(lms, { toolUrl: publicUrl, courseId });
  const values = {
    issuer: lms.url,
    'client-id': seeded.tool.clientId,
    'auth-url': `${lms.url}/mod/lti/auth.php`,
    'token-url': `${lms.url}/mod/lti/token.php`,
    'jwks-url': `${lms.url}/mod/lti/certs.php`,
    'deployment-id': String(seeded.tool.deploymentId),
    organisation: DEMO_COLLEGE,
  };
  const args = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
  const done = await runProgram('dist/lti-tool/platforms-cli.js', stack.env, ['add', ...args]);
  if (done.code !== 0) throw new Error(`platforms add: ${done.errors}`);
}

/** Starts the programs on a fresh database; nothing is registered and nothing is in it yet. */
export async function startReal(options: RealOptions): Promise<RealStack> {
  const { database, shape = 'one' } = options;
  const data = await freshDatabase(database);
  const [port, servicePort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const publicUrl = options.publicUrl ?? origin;
  const shared = { DATABASE_URL: data.url, SECRET_KEY: REAL_SECRET, MIGRATE_ON_START: 'true' };
  const serviceUrl = `http://127.0.0.1:${servicePort}`;
  const env = {
    ...shared,
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    ALLOW_PRIVATE_PLATFORMS: 'true',
    ...(shape === 'split' ? { SERVICE_URL: serviceUrl } : {}),
    ...options.env,
  };
  const lms = await startDemoLms({ port: 0, quiet: true, toolUrl: publicUrl });
  const db = connectDb(data.url, { poolSize: 3 });
  let tool: Program | null = null;
  let service: Program | null = null;
  const stack: RealStack = {
    origin,
    serviceUrl: shape === 'split' ? serviceUrl : null,
    publicUrl,
    lms,
    db,
    env,
    get tool() {
      if (tool === null) throw new Error('the tool was not started');
      return tool;
    },
    get service() {
      return service;
    },
    async startTool() {
      tool = startProgram('dist/lti-tool/main.js', env);
      await tool.said(/the tool is listening/);
    },
    async startService() {
      service = startProgram('dist/service/main.js', {
        ...shared,
        PORT: String(servicePort),
        ...options.env,
      });
      await service.said(/mentoring service is listening/);
    },
    async close() {
      await tool?.end('SIGKILL');
      await service?.end('SIGKILL');
      await lms.close();
      await db.destroy();
      await data.drop();
    },
  };
  try {
    if (shape === 'split') await stack.startService();
    await stack.startTool();
    await until('the tool is ready', async () => (await statusOf(`${origin}/readyz`)) === 200);
  } catch (error) {
    await stack.close();
    throw error;
  }
  return stack;
}

/** The same with the demo LMS registered and, in its first course, the demo college's data. */
export async function startRealCollege(
  options: RealOptions & { seed?: boolean },
): Promise<RealStack> {
  const stack = await startReal(options);
  try {
    await register(stack);
    if (options.seed === false) return stack;
    const { organisation_id: organisationId } = await stack.db('lti_deployments').first();
    await seedCollege(stack.db, systemClock, {
      organisationId,
      courseKey: courseKeyOf(stack.lms.url, String(DEMO_COURSES[0])),
      issuer: stack.lms.url,
      courseTitle: 'Наставничество 2026/27',
    });
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}
