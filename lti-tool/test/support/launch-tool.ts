import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import type { Clock } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { createSealer, type Sealer } from '../../../shared/seal.js';
import { createGuardedFetch } from '../../lti/guarded-fetch.js';
import { type LaunchJournal, launchJournal } from '../../lti/journal/launch-journal.js';
import { launchStore } from '../../lti/journal/launch-store.js';
import { toolKeyStore } from '../../lti/keys.js';
import { platformDirectory } from '../../lti/platform-directory.js';
import { platformKeys } from '../../lti/platform-keys.js';
import { type LtiPlatform, platformStore } from '../../lti/platform-store.js';
import { createLtiRouter } from '../../lti/routes.js';
import { type LaunchSessions, sessionStore } from '../../lti/session.js';
import { createLtiPages } from '../../pages/lti/pages.js';
import { createAssets } from '../../web/assets.js';
import { createI18n } from '../../web/i18n.js';
import { createRenderer } from '../../web/render.js';
import { type FakeMentoring, fakeMentoring } from './fake-mentoring.js';
import type { TestPlatform } from './test-platform.js';

/** A clock that runs on from the real time, shifted. */
export interface ShiftedClock extends Clock {
  shift(ms: number): void;
}

export function shiftedClock(): ShiftedClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    shift: (ms) => {
      offset += ms;
    },
  };
}

export interface LaunchTool {
  url: string;
  db: Db;
  clock: ShiftedClock;
  sealer: Sealer;
  api: FakeMentoring;
  sessions: LaunchSessions;
  /** Lines of the log, parsed. */
  log: Record<string, unknown>[];
  failures: string[];
  /** What was answered so far, as `200 GET /app/enter`. */
  answered: string[];
  /** Not started: written by `flush`. */
  journal: LaunchJournal;
  /** Lines that the journal could not keep. */
  dropped(): number;
  /** The keys of all platforms are unknown again, as after a start. */
  forgetKeys(): void;
  register(platform: TestPlatform, change?: Partial<LtiPlatform>): Promise<LtiPlatform>;
  close(): Promise<void>;
}

/**
 * The launch over real HTTP with a fake service behind it.
 * @param options.publicUrl where browsers are told that the tool is (https, to see its cookies)
 */
export async function startLaunchTool(
  db: Db,
  options: { publicUrl?: string; api?: FakeMentoring } = {},
): Promise<LaunchTool> {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = shiftedClock();
  const sealer = createSealer({ current: 'a secret of the tests, 32 bytes or more' });
  const api = options.api ?? fakeMentoring();
  const log: Record<string, unknown>[] = [];
  const failures: string[] = [];
  const answered: string[] = [];
  app.use((req, res, next) => {
    res.on('finish', () =>
      answered.push(`${res.statusCode} ${req.method} ${req.originalUrl.split('?')[0]}`),
    );
    next();
  });
  let dropped = 0;
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const store = platformStore(db, clock);
  const journal = launchJournal({
    store: launchStore(db),
    clock,
    logger,
    onDropped: (lines) => {
      dropped += lines;
    },
  });
  const sessions = sessionStore({ db, clock, sealer, platforms: platformDirectory(store, clock) });
  const assets = createAssets();
  const pages = createLtiPages({
    render: createRenderer({ cache: true }),
    i18n: createI18n(),
    assets,
  });
  app.use('/public', assets.router);
  const noKeys = () =>
    platformKeys({ fetch: createGuardedFetch({ allowPrivate: true }), clock, logger });
  let keys = noKeys();
  app.use(
    createLtiRouter({
      db,
      api,
      config: { publicUrl: options.publicUrl ?? url },
      clock,
      logger,
      sealer,
      pages,
      sessions,
      keys: { find: (platform, kid) => keys.find(platform, kid) },
      counters: {
        launchSucceeded: () => undefined,
        launchFailed: (reason) => failures.push(reason),
      },
      journal,
    }),
  );
  app.use('/app/:sid', async (req, res) => {
    const token =
      /(?:^|; )(?:__Host-)?nastavnik=([^;]+)/.exec(req.headers.cookie ?? '')?.[1] ?? null;
    const found = await sessions.find(req.params.sid, token);
    res.status(found.state === 'live' ? 200 : 401).json(found);
  });
  return {
    url,
    db,
    clock,
    sealer,
    api,
    sessions,
    log,
    failures,
    answered,
    journal,
    dropped: () => dropped,
    forgetKeys() {
      keys = noKeys();
    },
    async register(platform, change = {}) {
      const { kid } = await toolKeyStore(db, sealer, clock).create(null);
      return store.insert({
        organisationId: newId(),
        name: 'LMS',
        issuer: platform.issuer,
        clientId: platform.clientId,
        authEndpoint: platform.authEndpoint,
        tokenEndpoint: `${platform.issuer}/token`,
        authorizationServer: null,
        jwksUri: platform.jwksUri,
        kid,
        productFamily: 'test',
        active: true,
        ...change,
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
