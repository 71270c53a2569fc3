import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Role } from '../../../service/api/index.js';
import { createSealer } from '../../../shared/seal.js';
import type { Session, SessionLookup } from '../../lti/session-types.js';
import { createToolApp } from '../../web/app.js';
import type { ToolAppDeps } from '../../web/deps.js';
import type { DraftBody, DraftStore } from '../../web/drafts.js';
import { createMetrics } from '../../web/metrics.js';
import { FAKE_PERSON_ID, FAKE_PROGRAMME_ID, type FakeApi, fakeApi } from './fake-api.js';
import { FAKE_TODAY, fakeId } from './fake-data.js';

/** Drafts in memory. */
export function memoryDrafts(): DraftStore & { all: Map<string, DraftBody> } {
  const all = new Map<string, DraftBody>();
  return {
    all,
    save: async (_owner, key, body) => void all.set(key, body),
    find: async (_owner, key) => all.get(key) ?? null,
    drop: async (_owner, key) => void all.delete(key),
    pending: async () => [...all.keys()],
    keepPlace: async () => undefined,
    takePlace: async () => null,
  };
}

export interface FakeSessions {
  sessions: ToolAppDeps['sessions'];
  /** Change to see other roles, languages, an ended session. */
  lookup: SessionLookup;
  session: Session;
}

/** A store with one session `s1`, whatever the cookie. */
export function fakeSessions(role: Role = 'coordinator'): FakeSessions {
  const session: Session = {
    sid: 's1',
    personId: FAKE_PERSON_ID,
    organisationId: fakeId(8, 1),
    programmeId: FAKE_PROGRAMME_ID,
    role,
    platformId: fakeId(7, 1),
    platformOrigin: 'https://lms.example',
    returnUrl: 'https://lms.example/course/view.php?id=2',
    locale: 'ru',
    deepLinking: null,
    createdAt: 0,
    lastSeenAt: 0,
    draftsWaiting: false,
  };
  const fake: FakeSessions = {
    session,
    lookup: { state: 'live', session },
    sessions: {
      find: async () => fake.lookup,
      update: async (_sid, change) => void Object.assign(session, change),
      openProgramme: async (_sid, _token, { programmeId, roles }) =>
        Object.assign(session, { programmeId, role: roles[0] ?? 'visitor' }),
      endOfPerson: async () => undefined,
    },
  };
  return fake;
}

export interface FakeTool {
  api: FakeApi;
  fake: FakeSessions;
  drafts: ReturnType<typeof memoryDrafts>;
  /** `http://127.0.0.1:<port>` */
  origin: string;
  close(): Promise<void>;
}

/** Starts the whole web application over the fake API on a port (0: any). */
export async function startFakeTool(
  options: { api?: FakeApi; role?: Role; port?: number; deps?: Partial<ToolAppDeps> } = {},
): Promise<FakeTool> {
  const api = options.api ?? fakeApi();
  const fake = fakeSessions(options.role);
  const drafts = memoryDrafts();
  const config = { publicUrl: `http://127.0.0.1:${options.port ?? 0}` };
  const app = createToolApp({
    api,
    sessions: fake.sessions,
    drafts,
    config,
    sealer: createSealer({ current: 'a secret of the tests that is long enough' }),
    clock: { now: () => Date.parse(`${FAKE_TODAY}T06:00:00Z`) },
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
    metrics: createMetrics(),
    readiness: async () => ({ database: true }),
    ...options.deps,
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(options.port ?? 0, '127.0.0.1', () => resolve(listening));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.publicUrl = origin;
  return {
    api,
    fake,
    drafts,
    origin,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
