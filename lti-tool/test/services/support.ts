/** What the tests of the LTI services share: databases, a clock, a fake mentoring service, a demo LMS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino } from 'pino';
import { type DemoLms, startDemoLms } from '../../../demo/lms/index.js';
import type { Clock } from '../../../shared/clock.js';
import { connectDb, type Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { fromRoot } from '../../../shared/root.js';
import { createSealer } from '../../../shared/seal.js';
import { listen } from '../../../shared/server.js';
import { toolKeyStore } from '../../lti/keys.js';
import { REQUESTED_SCOPES } from '../../lti/lti-scopes.js';
import { type LtiPlatform, platformStore } from '../../lti/platform-store.js';
import { type FakeService, fakeService } from './fake-service.js';
import { createLmsServices, type LmsServices } from './lms-services.js';

export const silent = pino({ level: 'silent' });
export const sealer = createSealer({ current: 'x'.repeat(40) });

/** Waits for something that happens beside the test; the test's own time limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export interface TestClock extends Clock {
  /** Lets time pass. */
  advance(ms: number): void;
}

/** Real time plus what the test has added: what times out in the LMS does so here too. */
export function testClock(): TestClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      offset += ms;
    },
  };
}

async function migrate(db: Db): Promise<void> {
  await db.migrate.latest({
    directory: fromRoot('dist', 'migrations', 'lti-tool'),
    tableName: 'lti_migrations',
    loadExtensions: ['.js'],
    disableTransactions: true,
  });
}

async function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'nastavnik-lti-'));
  const db = connectDb(`sqlite:${join(folder, 'test.sqlite')}`);
  await migrate(db);
  return {
    db,
    async remove() {
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openMysql(url: string) {
  const name = `nv_ltis_${process.pid}_${Date.now().toString(36)}`;
  const target = new URL(url);
  target.pathname = '/information_schema';
  const server = connectDb(target.href, { poolSize: 1 });
  await server.raw('create database ?? character set utf8mb4', [name]);
  target.pathname = `/${name}`;
  const db = connectDb(target.href);
  await migrate(db);
  return {
    db,
    async remove() {
      await db.destroy();
      await server.raw('drop database ??', [name]);
      await server.destroy();
    },
  };
}

const TABLES = [
  'lti_platforms',
  'lti_deployments',
  'lti_tool_keys',
  'lti_contexts',
  'lti_line_items',
  'lti_access_tokens',
  'lti_invites',
  'lti_locks',
  'lti_used_codes',
  'lti_placements',
];

/**
 * Runs a block on SQLite and, where TEST_MYSQL_URL is set, on MySQL or MariaDB; the tables are empty
 * before each test.
 */
export function eachDatabase(tests: (db: () => Db) => void): void {
  const block = (open: () => Promise<{ db: Db; remove(): Promise<void> }>) => {
    let opened: Awaited<ReturnType<typeof open>>;
    before(async () => {
      opened = await open();
    });
    beforeEach(async () => {
      for (const table of TABLES) await opened.db(table).delete();
    });
    after(() => opened.remove());
    tests(() => opened.db);
  };
  describe('on SQLite', function onSqlite() {
    this.timeout(60_000);
    block(openSqlite);
  });
  const url = process.env['TEST_MYSQL_URL'];
  if (!url) return;
  describe('on MariaDB', function onMariaDb() {
    this.timeout(120_000);
    block(() => openMysql(url));
  });
}

/** A small HTTP server of a test's own. */
export async function serveOn(
  port: number,
  handler: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A course of the demo LMS joined to the tool: everything real but the mentoring service. */
export interface World {
  db: Db;
  clock: TestClock;
  lms: DemoLms;
  service: FakeService;
  services: LmsServices;
  platform: LtiPlatform;
  programmeId: string;
  organisationId: string;
  ltiContextId: string;
  /** Services of a second process on the same database. */
  another(): LmsServices;
  /** Registers the tool once more on the LMS; the course is known through both. */
  registerAgain(): Promise<{ platform: LtiPlatform; toolId: number; ltiContextId: string }>;
  stop(): Promise<void>;
}

export const COURSE = 2;

async function insertContext(
  world: Pick<World, 'db' | 'clock' | 'lms' | 'platform'>,
  programmeId: string,
  typeId: number,
) {
  const ltiContextId = newId();
  const { db, clock, lms, platform } = world;
  const services = `${lms.url}/mod/lti/services.php`;
  await db('lti_contexts').insert({
    lti_context_id: ltiContextId,
    platform_id: platform.platformId,
    deployment_id: String(typeId),
    context_id: String(COURSE),
    organisation_id: platform.organisationId,
    programme_id: programmeId,
    title: 'Наставничество 2026/27',
    lineitems_url: `${services}/${COURSE}/lineitems?type_id=${typeId}`,
    ags_scopes: JSON.stringify(REQUESTED_SCOPES),
    memberships_url: `${services}/CourseSection/${COURSE}/bindings/${typeId}/memberships`,
    created_at: clock.now(),
    updated_at: clock.now(),
  });
  return ltiContextId;
}

/** @param ports two of the tests' own: of the demo LMS and of the tool's keyset */
export async function startWorld(db: Db, ports: { lms: number; tool: number }): Promise<World> {
  const clock = testClock();
  const lms = await startDemoLms({ port: ports.lms, quiet: true, clock: clock.now });
  const keys = toolKeyStore(db, sealer, clock);
  const app = express();
  app.get('/lti/jwks', async (_req, res) => {
    res.json(await keys.publicJwks());
  });
  const server = await listen(app, ports.tool, '127.0.0.1');
  const toolUrl = `http://127.0.0.1:${ports.tool}`;
  const registerTool = () =>
    lms.registerTool({
      initiateLoginUrl: `${toolUrl}/lti/login`,
      redirectUris: [`${toolUrl}/lti/launch`],
      jwksUrl: `${toolUrl}/lti/jwks`,
      targetLinkUri: `${toolUrl}/lti/launch`,
    });
  const tool = await registerTool();
  const organisationId = newId();
  const programmeId = newId();
  const registered = async (clientId: string) =>
    platformStore(db, clock).insert({
      organisationId,
      name: 'Колледж',
      issuer: lms.url,
      clientId,
      authEndpoint: `${lms.url}/mod/lti/auth.php`,
      tokenEndpoint: `${lms.url}/mod/lti/token.php`,
      authorizationServer: null,
      jwksUri: `${lms.url}/mod/lti/certs.php`,
      kid: (await keys.create(null)).kid,
      productFamily: 'moodle',
      active: true,
    });
  const platform = await registered(tool.clientId);
  const service = fakeService(clock);
  const make = () => createLmsServices({ db, api: service, clock, logger: silent, sealer });
  const base = { db, clock, lms, platform };
  const ltiContextId = await insertContext(base, programmeId, tool.id);
  return {
    ...base,
    service,
    services: make(),
    programmeId,
    organisationId,
    ltiContextId,
    another: make,
    async registerAgain() {
      const { id: toolId, clientId } = await registerTool();
      const second = await registered(clientId);
      const contextId = await insertContext({ ...base, platform: second }, programmeId, toolId);
      return { platform: second, toolId, ltiContextId: contextId };
    },
    async stop() {
      await server.close();
      await lms.close();
    },
  };
}
